import type { ConnectionId } from '../model/ids';
import type { Preferences } from '../model/preferences';
import { ignoredBy } from './ignoring';
import { nameKey } from './names';
import type { Registry, User } from './registry';

/** What may be a name in a text: letters, marks, digits, joiners, `-` and `_`. */
const WORDS = /[\p{L}\p{M}\p{Nd}\u200c\u200d_-]+/gu;

/**
 * Notes whether the bell of a client rings for lines that name it.
 *
 * @param registry the registry
 * @param client the client
 * @param name its name
 * @param bell what it has set
 * @returns the registry with that; the same one if nothing changes
 */
export function withBell(registry: Registry, client: ConnectionId, name: string, bell: Preferences['bell']): Registry {
  const key = nameKey(name);
  const bells = bell === 'name' ? registry.bells.set(key, client) : registry.bells.delete(key);
  return bells === registry.bells ? registry : { ...registry, bells };
}

/**
 * The clients that are named in what another one says in their room, and whose bell rings for that, as long as they do not ignore
 * it. As long as no client has set that, nothing is looked for.
 *
 * @param registry the registry
 * @param speaker who says it
 * @param text what is said
 * @returns the clients, each once
 */
export function rungBy({ bells, clients }: Registry, speaker: User, text: string): readonly ConnectionId[] {
  if (bells.size === 0) return [];
  const self = nameKey(speaker.name);
  const keys = new Set((text.match(WORDS) ?? []).map(nameKey));
  return Array.from(keys).flatMap((key) => {
    const named = bells.get(key);
    const client = named === undefined || key === self ? undefined : clients.get(named);
    return client?.user?.room === speaker.room && !ignoredBy(client).has(self) ? [client.id] : [];
  });
}
