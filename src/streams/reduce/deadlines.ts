import type { Map as PersistentMap } from 'immutable';
import type { ChatEvent } from '../model/chatEvent';
import type { ConnectionId } from '../model/ids';
import type { AdmissionLimits } from './admission';
import { withoutFull } from './arrivals';
import { closedAll, memberOf } from './membership';
import type { Expired } from '../model/outcome';
import type { Reduced } from './reduced';
import type { Registry } from './registry';

/**
 * Records the activity of a client, if there is an idle timeout.
 *
 * @param registry the registry
 * @param id the client
 * @param at the time of the activity
 * @param limits the limits of admission
 * @returns the new registry; the same one without an idle timeout, so that a line then costs nothing
 */
export function withActivity(
  registry: Registry,
  id: ConnectionId,
  at: number,
  { idleTimeout }: AdmissionLimits,
): Registry {
  if (idleTimeout === 0) return registry;
  return { ...registry, lastActivityAt: registry.lastActivityAt.set(id, at) };
}

/**
 * Whether a tick can change anything: a client has a deadline, or an address has tokens to get back.
 *
 * @param registry the registry
 */
export const awaitsTime = ({ pendingSince, lastActivityAt, arrivals }: Registry): boolean =>
  pendingSince.size + lastActivityAt.size + arrivals.size > 0;

/**
 * Handles a tick: expires the clients that missed the registration deadline or the idle timeout, and removes the full
 * token buckets. Time in which the server stood still is added to all deadlines first.
 *
 * @param registry the registry
 * @param event the tick
 * @param at the time
 * @param limits the deadlines
 * @returns the new registry and the expired clients
 */
export function tick(
  registry: Registry,
  { stoodStill = 0 }: Extract<ChatEvent, { type: 'ticked' }>,
  at: number,
  limits: AdmissionLimits,
): Reduced {
  const postponed = stoodStill > 0 ? withLaterDeadlines(registry, stoodStill, at) : registry;
  const late = overdue(postponed.pendingSince, at, limits.registrationTimeout);
  const afterLate = closedAll(postponed, late, 'registration_timeout');
  const idle = overdue(afterLate.lastActivityAt, at, limits.idleTimeout);
  const afterIdle = closedAll(afterLate, idle, 'idle_timeout');
  const arrivals = withoutFull(registry.arrivals, at, limits);
  const next = arrivals === registry.arrivals ? afterIdle : { ...afterIdle, arrivals };
  if (late.length + idle.length === 0) return [next, { type: 'none' }];

  const expired = [
    ...late.map((client): Expired => ({ client, code: 'registration_timeout' })),
    ...idle.map((client): Expired => {
      const user = registry.clients.get(client)?.user;
      return { client, code: 'idle_timeout', ...(user && { member: memberOf(client, user) }) };
    }),
  ];
  return [next, { type: 'expire', expired }];
}

/** Moves what deadlines are counted from by the time in which the server stood still, at most to now. */
function withLaterDeadlines(registry: Registry, stoodStill: number, at: number): Registry {
  const moved = (since: number): number => Math.min(at, since + stoodStill);
  const { pendingSince, lastActivityAt } = registry;
  return { ...registry, pendingSince: pendingSince.map(moved), lastActivityAt: lastActivityAt.map(moved) };
}

/**
 * Returns the clients whose time since `since` has reached the timeout, the longest first.
 *
 * Each tick visits all entries, which takes less than a millisecond for ten thousand clients. An ordered structure
 * would visit only the expired ones, but it would make each registration and each line more expensive than that.
 */
function overdue(since: PersistentMap<ConnectionId, number>, at: number, timeout: number): readonly ConnectionId[] {
  if (timeout === 0) return [];
  const late: (readonly [id: ConnectionId, since: number])[] = [];
  since.forEach((start, id) => {
    if (at - start >= timeout) late.push([id, start]);
  });
  return late.sort(([a, start], [b, startThen]) => start - startThen || a - b).map(([id]) => id);
}
