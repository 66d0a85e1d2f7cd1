import type { Ending } from '../model/ending';
import type { ChatEvent } from '../model/chatEvent';
import type { ForeignProtocol } from '../decode/recognize';
import { type AdmissionLimits, refusalOf, withArrival } from './admission';
import { withActivity } from './deadlines';
import { nameFault, readings } from './lookAlikes';
import { dismissed, dismissedAll, memberOf, withClient, withoutClient, withUser } from './membership';
import { nameKey, parseUserName } from './names';
import type { Reduced, Refusal } from '../model/outcome';
import { refuse } from './refuse';
import { type Client, LOBBY_KEY, type Registry } from './registry';

/** A client has connected: it is let in and asked for its name, or turned away. */
export function connect(
  registry: Registry,
  event: Extract<ChatEvent, { type: 'connected' }>,
  at: number,
  limits: AdmissionLimits,
): Reduced {
  const { client: id, address, port } = event;
  const client: Client = { id, address, port, since: at };
  const code = registry.stopping ? 'shutdown' : refusalOf(registry, event, at, limits);
  if (!code) {
    const arrived = withArrival(withClient(registry, client), client, limits);
    return [withActivity(arrived, id, at, limits), { type: 'connect', client: id }];
  }
  const clients = registry.clients.set(id, { ...client, leaving: code, refused: true });
  return [
    { ...registry, clients },
    { type: 'turn_away', client: id, code },
  ];
}

/** A client without a name has sent a line: its name, if it can have it. */
export function register(registry: Registry, client: Client, text: string): Reduced {
  const name = parseUserName(text);
  if (name === undefined) return refuse(registry, client, 'username_invalid');
  const { names, nameReadings } = registry;
  if (names.has(nameKey(name))) return refuse(registry, client, 'username_taken');
  const others = readings(name);
  const fault = nameFault(name, others, (reading) => names.has(reading) || nameReadings.has(reading));
  if (fault) return refuse(registry, client, 'username_invalid', fault);
  const member = memberOf(client.id, { name, room: LOBBY_KEY });
  return [withUser(registry, client, name, others), { type: 'register', ...member }];
}

/** A client speaks another protocol: it is told so, and sent away. */
export function turnAway(
  registry: Registry,
  client: Client,
  code: Refusal | ForeignProtocol,
  leaving: Ending,
): Reduced {
  return [dismissed(registry, client, leaving), { type: 'turn_away', client: client.id, code }];
}

/** A connection is gone. Where its end had been decided before, that is the reason, whatever the network says of it. */
export function disconnect(registry: Registry, client: Client, ending: Ending, at: number): Reduced {
  const { id, user, leaving, address } = client;
  return [
    withoutClient(registry, client),
    {
      type: 'unregister',
      client: id,
      ending: leaving ?? ending,
      ...(user && { name: user.name }),
      ...(user && !leaving && { member: memberOf(id, user) }),
      address,
      lasted: at - client.since,
    },
  ];
}

/** The server stops: everybody is sent away, and nobody is let in any more. */
export function shutDown(registry: Registry): Reduced {
  const clients = Array.from(registry.clients.values()).filter(({ leaving }) => !leaving);
  const ids = clients.map(({ id }) => id);
  return [
    { ...dismissedAll(registry, ids, 'shutdown'), stopping: true },
    { type: 'shutdown', clients: ids },
  ];
}
