import type { ConnectionId } from '../model/ids';
import { nameKey } from './names';
import type { Registry } from './registry';

/** For how long a reply is held up once if it might be meant for the one who whispered before, in ms. */
export const REPLY_CHANGED_MS = 2000;

/**
 * Notes who whispered to a client last.
 *
 * @param registry the registry
 * @param to who was whispered to
 * @param from the name of the one who whispered
 * @param at when, in milliseconds since 1970
 * @returns the registry with that; the same one if it was the same one before
 */
export function withLastWhisper(registry: Registry, to: ConnectionId, from: string, at: number): Registry {
  const last = registry.lastWhispers.get(to);
  if (last && nameKey(last.from) === nameKey(from)) return registry;
  return {
    ...registry,
    lastWhispers: registry.lastWhispers.set(to, last ? { from, changedAt: at } : { from }),
  };
}

/**
 * Whether a reply may have been typed for the one who whispered before: another one whispered in the meantime, and the client was
 * not told so yet.
 *
 * @param registry the registry
 * @param client who replies
 * @param at when, in milliseconds since 1970
 */
export function hasJustChanged({ lastWhispers }: Registry, client: ConnectionId, at: number): boolean {
  const changedAt = lastWhispers.get(client)?.changedAt;
  return changedAt !== undefined && at - changedAt < REPLY_CHANGED_MS;
}

/** Notes that a client knows whom it replies to. */
export function withKnownReply(registry: Registry, client: ConnectionId): Registry {
  const last = registry.lastWhispers.get(client);
  return last ? { ...registry, lastWhispers: registry.lastWhispers.set(client, { from: last.from }) } : registry;
}
