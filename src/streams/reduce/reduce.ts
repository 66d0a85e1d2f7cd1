import { dialectNamed, type Dialects, DIALECTS } from '../dialects/dialects';
import type { Recorded } from '../journal/journal';
import { type ChatEvent, isReport } from '../model/chatEvent';
import type { Signal } from '../model/signal';
import type { AdmissionLimits } from './admission';
import { askName } from './askName';
import { carryOut } from './carryOut';
import { changeRules } from './changeRules';
import { cutOff, endNode } from './nodes';
import { tick, withActivity } from './deadlines';
import { overload, recover } from './overload';
import { takeReport } from './receipts';
import type { Reduced } from './reduced';
import { refuse } from './refuse';
import type { Client, Registry } from './registry';
import { chooseDialect, connect, disconnect, register, reject, restart, shutDown } from './sessions';

/**
 * What an event makes of the registry. Pure: no clock, no random, no I/O, so that the same events give the same registries
 * and the same messages, on this machine and on any other.
 *
 * @param registry the registry before the event
 * @param recorded the event, with its time
 * @param given which clients are let in, unless an event has said it
 * @param dialects the dialects that clients can choose
 * @returns the registry after it, the same one if nothing changed, and what came of it
 */
export function reduce(
  registry: Registry,
  { event, at, elsewhere }: Recorded<ChatEvent>,
  given: AdmissionLimits,
  dialects: Dialects = DIALECTS,
): Reduced {
  const limits = registry.rules ?? given;
  switch (event.type) {
    case 'started':
      return restart(registry, event.rules);
    case 'rulesChanged':
      return changeRules(registry, event.rules, limits, at);
    case 'ticked':
      return tick(registry, event, at, limits);
    case 'overloaded':
      return overload(registry, event.lag, at);
    case 'recovered':
      return recover(registry, at);
    case 'shutdownRequested':
      return shutDown(registry, event.restarts);
    case 'connected':
      return connect(registry, event, at, limits);
    case 'nameAsked':
      return withLine(askName(registry, event, elsewhere, dialects, at), event.line);
    case 'nodeGone':
      return endNode(registry, event.node);
    case 'cutOff':
      return cutOff(registry);
    default: {
      const client = registry.clients.get(event.client);
      if (!client) return [registry, { type: 'none' }];
      if (event.type === 'disconnected') return disconnect(registry, client, event.ending, at);
      if (client.leaving) return [registry, { type: 'none' }];
      if (event.type === 'foreignProtocolDetected') return reject(registry, client, event.protocol, 'wrong_protocol');
      if (isReport(event)) return takeReport(registry, client, event);
      const now = withActivity(registry, client.id, at, limits);
      if (event.type === 'signalReceived') return answerSignal(now, client, event.signal);
      const reduced =
        event.type === 'lineRefused'
          ? refuse(now, client, { code: event.fault })
          : takeLine(now, client, event, at, dialects);
      return withLine(reduced, event.line);
    }
  }
}

/** A refusal says which line it answers. */
function withLine(reduced: Reduced, line: number | undefined): Reduced {
  const [registry, outcome] = reduced;
  return outcome.type === 'refuse' && line !== undefined ? [registry, { ...outcome, line }] : reduced;
}

/** Nothing changes: the client is answered. */
function answerSignal(registry: Registry, client: Client, signal: Signal): Reduced {
  return [registry, { type: 'signal', client: client.id, signal, isNamed: client.user !== undefined }];
}

type Line = Extract<ChatEvent, { type: 'lineReceived' }>;

/** A line of a client: what its dialect reads in it. */
function takeLine(registry: Registry, client: Client, { text, behind }: Line, at: number, dialects: Dialects): Reduced {
  const { user } = client;
  if (!user) {
    const chosen = client.dialect === undefined && dialects.slice(1).find(({ name }) => text === `/${name}`);
    if (chosen) return chooseDialect(registry, client, chosen.name);
  }
  const request = dialectNamed(dialects, client.dialect).read(text, user !== undefined);
  if (user) return carryOut(registry, client, user, request, at, behind);
  return register(registry, client, request);
}
