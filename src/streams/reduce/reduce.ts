import type { ChatEvent } from '../model/chatEvent';
import type { Recorded } from '../journal/journal';
import type { AdmissionLimits } from './admission';
import { carryOut } from './carryOut';
import { tick, withActivity } from './deadlines';
import { overload, recover } from './overload';
import { parseCommand } from './parseCommand';
import type { Reduced } from '../model/outcome';
import { refuse } from './refuse';
import type { Registry } from './registry';
import { connect, disconnect, register, shutDown, turnAway } from './sessions';

/**
 * What an event makes of the registry. Pure: no clock, no random, no I/O, so that the same events give the same registries
 * and the same lines, on this machine and on any other.
 *
 * @param registry the registry before the event
 * @param recorded the event, with its time
 * @param limits who is let in
 * @returns the registry after it, the same one where nothing changed, and what came of it
 */
export function reduce(registry: Registry, { event, at }: Recorded<ChatEvent>, limits: AdmissionLimits): Reduced {
  switch (event.type) {
    case 'ticked':
      return tick(registry, at, limits);
    case 'overloaded':
      return overload(registry, event.lag, at);
    case 'recovered':
      return recover(registry, at);
    case 'shutdownRequested':
      return shutDown(registry);
    case 'connected':
      return connect(registry, event, at, limits);
    default: {
      const client = registry.clients.get(event.client);
      if (!client) return [registry, { type: 'ignore' }];
      if (event.type === 'disconnected') return disconnect(registry, client, event.ending, at);
      if (client.leaving) return [registry, { type: 'ignore' }];
      if (event.type === 'misdialed') return turnAway(registry, client, event.protocol, 'wrong_protocol');
      const now = withActivity(registry, client.id, at, limits);
      if (event.type === 'lineRefused') return refuse(now, client, event.fault);
      if (!client.user) return register(now, client, event.text);
      return carryOut(now, client, client.user, parseCommand(event.text));
    }
  }
}
