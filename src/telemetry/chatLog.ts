import type { PlainProtocol, PlainRefusal } from '../streams/accept/plainRefusals';
import type { ProxyFault, ProxyResult } from '../streams/accept/proxies';
import type { Shortage } from '../streams/accept/tcpListener';
import type { Expired } from '../streams/model/outcome';
import type { Transition } from '../streams/reduce/transitions';
import type { LogEntry } from '../operators/tap/tapLog';

const NONE: readonly LogEntry[] = [];

/** What the clients of an expired deadline did not do, for the log message. */
const EXPIRY_MESSAGES = {
  registration_timeout: 'did not register in time',
  idle_timeout: 'sent nothing for too long',
} as const;

/**
 * Returns the log entries of a transition: connections, registrations, departures and refusals. No entry contains the
 * text of a message.
 *
 * @param transition the transition
 * @returns the entries; none for conversation
 */
export function chatEntries(transition: Transition): readonly LogEntry[] {
  const { outcome, recorded } = transition;
  if (recorded.elsewhere !== undefined) return NONE; // its own node has it
  if (outcome.type === 'expire') return expiries(outcome.expired);
  const entry = entryOf(transition);
  return entry ? [entry] : NONE;
}

/** Returns one entry for each kind of deadline, because deadlines of many clients expire together. */
function expiries(expired: readonly Expired[]): readonly LogEntry[] {
  return (['registration_timeout', 'idle_timeout'] as const).flatMap((reason) => {
    const count = expired.filter(({ code }) => code === reason).length;
    const message = `${count} ${count === 1 ? 'client' : 'clients'} ${EXPIRY_MESSAGES[reason]}`;
    return count === 0 ? NONE : [{ level: 'info', event: 'refused', message, reason }];
  });
}

function entryOf({ registry, outcome }: Transition): LogEntry | undefined {
  const clientFields = (id: number): Record<string, unknown> => {
    const client = registry.clients.get(id);
    return {
      connection_id: id,
      ...(client && { remote_addr: client.address, remote_port: client.port }),
      ...(client?.user && { user: client.user.name }),
    };
  };
  switch (outcome.type) {
    case 'connect':
      // One line for each client that comes is enough; strangers who never give a name can repeat this as they like.
      return { level: 'debug', event: 'connected', message: 'a client has connected', ...clientFields(outcome.client) };
    case 'register':
      return {
        level: 'info',
        event: 'registered',
        message: 'a client has registered',
        ...clientFields(outcome.client),
      };
    case 'unregister':
      return {
        level: outcome.name === undefined ? 'debug' : 'info',
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
        message: 'the event loop lags; new clients are refused until it recovers',
        lag_s: outcome.lag / 1000,
      };
    case 'recover':
      return {
        level: 'info',
        event: 'recovered',
        message: 'the event loop has recovered',
        duration_s: outcome.lasted / 1000,
      };
    case 'refuse':
      if (outcome.code !== 'rate_limited') return undefined;
      return {
        level: 'warn',
        event: 'refused',
        message: 'a client exceeds the rate limit',
        ...clientFields(outcome.client),
        reason: outcome.code,
      };
    default:
      return undefined;
  }
}

/**
 * Returns the log entry for the start or the end of a shortage of sockets.
 *
 * @param shortage the start or the end
 * @returns the entry
 */
export function shortageEntry(shortage: Shortage): LogEntry {
  if (shortage.over) {
    const { dropped } = shortage;
    const message = `connections are accepted again; ${dropped} were dropped`;
    return { level: 'info', event: 'sockets_free', message, dropped };
  }
  const { open, error } = shortage;
  const message = error ? 'the system cannot accept a connection' : 'no socket is left: new connections are dropped';
  return { level: 'error', event: 'sockets_taken', message, open, ...(error && { error }) };
}

/**
 * Returns the log entry for a connection from a trusted proxy that did not begin with a header.
 *
 * @param fault the connection
 * @param results what became of all connections from proxies so far
 * @returns the entry
 */
export function proxyFaultEntry(
  { address, reason }: ProxyFault,
  { invalid, late }: Readonly<Record<ProxyResult, number>>,
): LogEntry {
  const what = reason === 'late' ? 'sent no PROXY header in time' : 'sent something else than a PROXY header';
  const message = `${address}, which --proxy-from trusts, ${what}: its connection is closed, ${invalid + late} so far`;
  return { level: 'warn', event: 'proxy_header', message, remote_addr: address, reason, closed: invalid + late };
}

/**
 * Returns the log entry for a connection that had to use TLS and did not.
 *
 * @param refusal the connection
 * @param counts how many were turned away so far, by what they spoke
 * @returns the entry
 */
export function plainRefusalEntry(
  { address, protocol }: PlainRefusal,
  counts: Readonly<Record<PlainProtocol, number>>,
): LogEntry {
  const refused = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const message = `${address} speaks ${protocol} without TLS, which --plain does not allow: it is turned away, ${refused} so far`;
  return { level: 'warn', event: 'plain_refused', message, remote_addr: address, protocol, refused };
}
