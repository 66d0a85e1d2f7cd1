import type { ConnectionId } from '../model/ids';
import { closedAll, memberOf, withoutClient } from './membership';
import type { Reduced } from './reduced';
import type { Client, Registry } from './registry';

/**
 * Handles the end of a node: its clients are gone. If this node itself is taken for gone by the others, its clients end: their
 * names and seats are free, and are the others' to give.
 *
 * @param registry the registry
 * @param node which one; nothing for this one
 * @returns the registry without them, and who they were
 */
export function endNode(registry: Registry, node: number | undefined): Reduced {
  const clients = clientsOf(registry, (client) => client.elsewhere === node);
  const ids = clients.map(({ id }) => id);
  const members = clients.flatMap(({ id, user, leaving }) => (user && !leaving ? [memberOf(id, user)] : []));
  const rest = node === undefined ? closedAll(registry, ids, 'node_lost') : clients.reduce(withoutClient, registry);
  return [rest, { type: 'gone', clients: ids, members, isHere: node === undefined }];
}

/** Handles that this node is cut off from the log: whoever has a name here learns that what it writes waits. */
export function cutOff(registry: Registry): Reduced {
  const clients = clientsOf(registry, ({ elsewhere, user }) => elsewhere === undefined && user !== undefined);
  return [registry, { type: 'cut_off', clients: clients.map(({ id }) => id) }];
}

/** In the order of their ids, which is the same on all nodes. Who is leaving already is told nothing more. */
function clientsOf({ clients }: Registry, isMeant: (client: Client) => boolean): readonly Client[] {
  return Array.from(clients.values())
    .filter((client) => isMeant(client) && (client.elsewhere !== undefined || !client.leaving))
    .sort(byId);
}

const byId = (a: { readonly id: ConnectionId }, b: { readonly id: ConnectionId }): number => a.id - b.id;
