import type { Map as PersistentMap } from 'immutable';
import type { ConnectionId } from '../model/ids';
import type { AdmissionLimits } from './admission';
import { withoutFull } from './arrivals';
import { dismissedAll, memberOf } from './membership';
import type { Expired } from '../model/outcome';
import type { Reduced } from './reduced';
import type { Registry } from './registry';

/**
 * Notes that a client has been heard, where that is of interest.
 *
 * @param registry the registry
 * @param id the client
 * @param at when
 * @param limits how long one may say nothing
 * @returns the registry after it; the same one where one may be silent for ever, so that a line costs nothing then
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
 * Time has passed: those who never gave a name and those who have said nothing for too long are sent away, and addresses
 * that have come slowly enough are forgotten.
 *
 * @param registry the registry
 * @param at the time
 * @param limits the deadlines
 * @returns the registry after it, and who was sent away
 */
export function tick(registry: Registry, at: number, limits: AdmissionLimits): Reduced {
  const late = overdue(registry.pendingSince, at, limits.registrationTimeout);
  const afterLate = dismissedAll(registry, late, 'registration_timeout');
  const idle = overdue(afterLate.lastActivityAt, at, limits.idleTimeout);
  const afterIdle = dismissedAll(afterLate, idle, 'idle_timeout');
  const arrivals = withoutFull(registry.arrivals, at);
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

/**
 * Those who have waited, or let others wait, for too long; the longest first.
 *
 * All who could be late are looked at, at each tick, which takes less than a millisecond for ten thousand. To keep them in
 * order instead, so that only the first ones have to be looked at, would make each newcomer and each line dearer by more than
 * that.
 */
function overdue(since: PersistentMap<ConnectionId, number>, at: number, timeout: number): readonly ConnectionId[] {
  if (timeout === 0) return [];
  const late: (readonly [id: ConnectionId, since: number])[] = [];
  since.forEach((start, id) => {
    if (at - start >= timeout) late.push([id, start]);
  });
  return late.sort(([a, start], [b, startThen]) => start - startThen || a - b).map(([id]) => id);
}
