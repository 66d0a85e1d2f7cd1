import type { Shortage } from '../streams/accept/tcpListener';
import type { Expired } from '../streams/model/outcome';
import type { Transition } from '../streams/reduce/transitions';
import type { LogEntry } from '../operators/tap/tapLog';

const NONE: readonly LogEntry[] = [];

/** What those did not do whose time was over. */
const MISSED = {
  registration_timeout: 'gave no name in time',
  idle_timeout: 'said nothing for too long',
} as const;

/**
 * What the log says of a step of the registry: comings and goings, and who was refused; never what anybody says.
 *
 * @param transition the step
 * @returns the entries; none for all that happens while people talk
 */
export function chatEntries(transition: Transition): readonly LogEntry[] {
  const { outcome } = transition;
  if (outcome.type === 'expire') return expiries(outcome.expired);
  const entry = entryOf(transition);
  return entry ? [entry] : NONE;
}

/** Those whose time is over come in crowds: one entry for all who missed the same. */
function expiries(expired: readonly Expired[]): readonly LogEntry[] {
  return (['registration_timeout', 'idle_timeout'] as const).flatMap((reason) => {
    const count = expired.filter(({ code }) => code === reason).length;
    const message = `${count} ${count === 1 ? 'client' : 'clients'} ${MISSED[reason]}`;
    return count === 0 ? NONE : [{ level: 'info', event: 'refused', message, reason }];
  });
}

function entryOf({ registry, outcome }: Transition): LogEntry | undefined {
  const clientFields = (id: number): Record<string, unknown> => {
    const client = registry.clients.get(id);
    return {
      connection_id: id,
      ...(client && { remote_addr: client.address }),
      ...(client?.user && { user: client.user.name }),
    };
  };
  switch (outcome.type) {
    case 'connect':
      return { level: 'info', event: 'connected', message: 'a client has connected', ...clientFields(outcome.client) };
    case 'register':
      return {
        level: 'info',
        event: 'registered',
        message: 'a client has named itself',
        ...clientFields(outcome.client),
      };
    case 'unregister':
      return {
        level: 'info',
        event: 'left',
        message: 'a client has left',
        connection_id: outcome.client,
        remote_addr: outcome.address,
        ...(outcome.name !== undefined && { user: outcome.name }),
        reason: outcome.ending,
        duration_s: outcome.lasted / 1000,
      };
    case 'rejected':
      return {
        level: 'warn',
        event: 'refused',
        message: 'a client was rejected',
        ...clientFields(outcome.client),
        reason: outcome.reason,
      };
    case 'overload':
      return {
        level: 'warn',
        event: 'overloaded',
        message: 'the event loop is late; no client is let in until it keeps up',
        lag_s: outcome.lag / 1000,
      };
    case 'recover':
      return {
        level: 'info',
        event: 'recovered',
        message: 'the event loop keeps up again',
        duration_s: outcome.lasted / 1000,
      };
    case 'refuse':
      if (outcome.code !== 'rate_limited') return undefined;
      return {
        level: 'warn',
        event: 'refused',
        message: 'a client sends too fast',
        ...clientFields(outcome.client),
        reason: outcome.code,
      };
    default:
      return undefined;
  }
}

/**
 * What the log says when there are no sockets for whoever comes, and when there are again.
 *
 * @param shortage which of both
 * @returns the entry
 */
export function shortageEntry(shortage: Shortage): LogEntry {
  if (shortage.over) {
    const { turnedAway } = shortage;
    const message = `clients are let in again; ${turnedAway} were turned away without a word meanwhile`;
    return { level: 'info', event: 'sockets_free', message, turned_away: turnedAway };
  }
  const { open, error } = shortage;
  const message = error
    ? 'the system lets nobody in'
    : 'no socket is left: who comes now is turned away without a word';
  return { level: 'error', event: 'sockets_taken', message, open, ...(error && { error }) };
}
