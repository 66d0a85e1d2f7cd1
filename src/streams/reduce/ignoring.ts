import type { ConnectionId } from '../model/ids';
import { type NameKey, nameKey } from './names';
import type { Client, Registry } from './registry';
import { SortedMap } from './sortedMap';

/** How many names a client can ignore at once. */
export const MOST_IGNORED = 100;

const NONE: SortedMap<string> = SortedMap.of();

/** The names that a client ignores, by the name as it is compared. */
export const ignoredBy = ({ ignored = NONE }: Client): SortedMap<string> => ignored;

/**
 * Notes that a client receives nothing more of what is said under a name, whoever has it, until it is gone itself.
 *
 * @param registry the registry
 * @param client who ignores
 * @param name the name to ignore, which is not ignored yet
 * @returns the registry with it
 */
export function withIgnored(registry: Registry, client: Client, name: string): Registry {
  const { clients, ignorers } = registry;
  const key = nameKey(name);
  return {
    ...registry,
    clients: clients.set(client.id, { ...client, ignored: ignoredBy(client).set(key, name) }),
    ignorers: ignorers.set(key, [...ignorers.get(key, []), client.id]),
  };
}

/**
 * Notes that a client ignores a name no longer, or none any longer.
 *
 * @param registry the registry
 * @param client who ignored
 * @param keys the names as they are compared; all that it ignores if none are given
 * @returns the registry without it; the same one if nothing was ignored
 */
export function withoutIgnored(
  registry: Registry,
  client: Client,
  keys: Iterable<NameKey> = ignoredBy(client).keys(),
): Registry {
  let { ignorers } = registry;
  let ignored = ignoredBy(client);
  for (const key of keys) {
    const others = ignorers.get(key, []).filter((id) => id !== client.id);
    ignorers = others.length > 0 ? ignorers.set(key, others) : ignorers.delete(key);
    ignored = ignored.delete(key);
  }
  if (ignorers === registry.ignorers) return registry;
  return { ...registry, ignorers, clients: registry.clients.set(client.id, { ...client, ignored }) };
}

/**
 * The clients that ignore a name. As long as no client ignores another, nothing is looked for.
 *
 * @param registry the registry
 * @param name the name
 */
export const ignorersOf = ({ ignorers }: Registry, name: string): readonly ConnectionId[] =>
  ignorers.size === 0 ? NO_CLIENTS : ignorers.get(nameKey(name), NO_CLIENTS);

const NO_CLIENTS: readonly ConnectionId[] = [];
