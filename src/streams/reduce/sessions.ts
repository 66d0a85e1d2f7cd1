import type { Ending } from '../model/ending';
import type { Request } from '../dialects/dialect';
import type { ChatEvent } from '../model/chatEvent';
import type { ForeignProtocol } from '../model/foreignProtocol';
import { type AdmissionLimits, refusalOf, withArrival } from './admission';
import { withActivity } from './deadlines';
import { nameFault, readings } from './lookAlikes';
import { closed, closedAll, memberOf, withClient, withoutClient, withUser } from './membership';
import type { Rules } from '../model/rules';
import { nameKey, parseUserName } from './names';
import type { Reduced } from './reduced';
import { refuse } from './refuse';
import { type Client, EMPTY_REGISTRY, LOBBY, LOBBY_KEY, type Registry } from './registry';

/** Handles a connection: the client is admitted and prompted for a name, or rejected. */
export function connect(
  registry: Registry,
  event: Extract<ChatEvent, { type: 'connected' }>,
  at: number,
  limits: AdmissionLimits,
): Reduced {
  const { client: id, address, port, dialect } = event;
  const client: Client = { id, address, port, since: at, ...(dialect !== undefined && { dialect }) };
  const code = registry.stopping ? 'shutdown' : refusalOf(registry, event, at, limits);
  if (!code) {
    const admitted = withArrival(withClient(registry, client), client, limits);
    return [
      withActivity(admitted, id, at, limits),
      dialect === undefined ? { type: 'connect', client: id } : { type: 'connect', client: id, isGreeted: true },
    ];
  }
  const clients = registry.clients.set(id, { ...client, leaving: code, refused: true });
  return [
    { ...registry, clients },
    { type: 'rejected', client: id, reason: code },
  ];
}

/** Handles the choice of a dialect by the first line: the client is prompted for a name in that dialect. */
export function chooseDialect(registry: Registry, client: Client, dialect: string): Reduced {
  return [
    { ...registry, clients: registry.clients.set(client.id, { ...client, dialect }) },
    { type: 'dialect', client: client.id, dialect },
  ];
}

/** Handles a line of an unregistered client: it is registered with that name, or refused. */
export function register(registry: Registry, client: Client, request: Request): Reduced {
  const name = request.type === 'name' ? parseUserName(request.name) : undefined;
  if (name === undefined) return refuse(registry, client, { code: 'username_invalid' });
  const { names, nameReadings } = registry;
  if (names.has(nameKey(name))) return refuse(registry, client, { code: 'username_taken' });
  const others = readings(name);
  const fault = nameFault(name, others, (reading) => names.has(reading) || nameReadings.has(reading));
  if (fault) return refuse(registry, client, { code: 'username_invalid', fault });
  const member = memberOf(client.id, { name, room: LOBBY_KEY });
  return [withUser(registry, client, name, others), { type: 'register', ...member, roomName: LOBBY }];
}

/** Rejects a client that speaks another protocol: it receives a message, and its connection ends. */
export function reject(registry: Registry, client: Client, reason: ForeignProtocol, leaving: Ending): Reduced {
  return [closed(registry, client, leaving), { type: 'rejected', client: client.id, reason }];
}

/** Handles the end of a connection. A reason that was decided earlier takes precedence over that of the network. */
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

/** Handles a start: the clients of the time before are gone, and so is what counts for this run alone. */
export function restart(registry: Registry, rules: Rules): Reduced {
  const clients = Array.from(registry.clients.values());
  const { arrivals, busySince, stopping } = EMPTY_REGISTRY; // arrivals: their unit depends on the rules
  return [
    { ...clients.reduce(withoutClient, registry), arrivals, busySince, stopping, rules },
    { type: 'restart', clients: clients.map(({ id }) => id) },
  ];
}

/** Handles the shutdown: all connections end, and no client is admitted any more. */
export function shutDown(registry: Registry, restarts?: true): Reduced {
  const clients = Array.from(registry.clients.values()).filter(({ leaving }) => !leaving);
  const ids = clients.map(({ id }) => id);
  return [
    { ...closedAll(registry, ids, 'shutdown'), stopping: true },
    { type: 'shutdown', clients: ids, ...(restarts && { restarts }) },
  ];
}
