import { type Dialects, DIALECTS } from '../../src/streams/dialects/dialects';
import type { Recorded } from '../../src/streams/journal/journal';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { PlannedDelivery } from '../../src/streams/model/delivery';
import type { Ending } from '../../src/streams/model/ending';
import type { ForeignProtocol } from '../../src/streams/model/foreignProtocol';
import type { ConnectionId } from '../../src/streams/model/ids';
import type { Outcome } from '../../src/streams/model/outcome';
import type { LineFault, NameFault } from '../../src/streams/model/refusal';
import type { Rules } from '../../src/streams/model/rules';
import type { Signal } from '../../src/streams/model/signal';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import { route } from '../../src/streams/route/route';

/** When the first event of every history happens. */
export const START_OF_TIME = 1_000_000;

/** Room for all clients, and no deadline. */
export const NO_LIMITS: AdmissionLimits = {
  connections: 1_000_000,
  connectionsPerAddress: 1_000_000,
  connectionBurst: 1,
  connectionRate: 0,
  limitLoopback: false,
  registrationTimeout: 0,
  idleTimeout: 0,
};

export const connects = (client: ConnectionId, address = '192.0.2.1'): ChatEvent => ({
  type: 'connected',
  client,
  address,
  port: 40_000 + client,
});
export const sends = (client: ConnectionId, text: string): ChatEvent => ({ type: 'lineReceived', client, text });
export const isRefused = (client: ConnectionId, fault: LineFault): ChatEvent => ({
  type: 'lineRefused',
  client,
  fault,
});
export const signals = (client: ConnectionId, signal: Signal): ChatEvent => ({
  type: 'signalReceived',
  client,
  signal,
});
export const speaks = (client: ConnectionId, protocol: ForeignProtocol): ChatEvent => ({
  type: 'foreignProtocolDetected',
  client,
  protocol,
});
export const disconnects = (client: ConnectionId, ending: Ending = 'end'): ChatEvent => ({
  type: 'disconnected',
  client,
  ending,
});
/** Room for all clients, and for all that is said. */
export const NO_RULES: Rules = { ...NO_LIMITS, historyLines: 1000, historyBytes: 1_000_000, historyOnJoin: 10 };

export const starts = (rules: Rules = NO_RULES): ChatEvent => ({ type: 'started', version: '0.1.0', rules });
export const changesRules = (rules: Rules): ChatEvent => ({ type: 'rulesChanged', rules });
export const TICKS: ChatEvent = { type: 'ticked' };
export const OVERLOADED: ChatEvent = { type: 'overloaded', lag: 800 };
export const RECOVERED: ChatEvent = { type: 'recovered' };
export const SHUTS_DOWN: ChatEvent = { type: 'shutdownRequested' };
export const RESTARTS: ChatEvent = { type: 'shutdownRequested', restarts: true };

/** A client connects and gives its name. */
export const arrives = (client: ConnectionId, name: string, address?: string): ChatEvent[] => [
  connects(client, address),
  sends(client, name),
];

/** What comes of a command that is carried out. */
export const carriedOut = (
  command: string,
  client: ConnectionId,
  ...deliveries: readonly PlannedDelivery[]
): Outcome => ({
  type: 'command',
  command,
  client,
  deliveries,
});
/** What comes of a line of a client with a name that is refused. */
export const refused = (
  client: ConnectionId,
  code: string,
  more: { fault?: NameFault; hint?: string } = {},
): Outcome => ({
  type: 'refuse',
  client,
  code,
  ...more,
  asksName: false,
});
/** What comes of an event that changes nothing and of which no client receives anything. */
export const NONE: Outcome = { type: 'none' };

/** Events as a journal would record them, a millisecond apart. */
export const recordedOf = (events: readonly ChatEvent[]): Recorded<ChatEvent>[] =>
  events.map((event, index) => ({ seq: index + 1, at: START_OF_TIME + index, event }));

/** A registry and the way in which it came about. */
export class History {
  registry: Registry = EMPTY_REGISTRY;
  /** Every registry there has been, each after its event. */
  readonly registries: Registry[] = [];
  readonly outcomes: Outcome[] = [];
  private now = START_OF_TIME;

  constructor(
    private readonly limits: Partial<AdmissionLimits> = {},
    private readonly dialects: Dialects = DIALECTS,
  ) {}

  /** Alice (1) and Bob (2) in the lobby, Carol (3) in the room dev. */
  static ofThree(): History {
    const history = new History();
    history.add(...arrives(1, 'Alice'), ...arrives(2, 'Bob'), ...arrives(3, 'Carol'), sends(3, '/join dev'));
    return history;
  }

  /** Lets events happen, at the same moment; returns what came of the last one. */
  add(...events: readonly ChatEvent[]): Outcome {
    for (const event of events) {
      const recorded = { seq: this.outcomes.length + 1, at: this.now, event };
      const [registry, outcome] = reduce(this.registry, recorded, { ...NO_LIMITS, ...this.limits }, this.dialects);
      this.registry = registry;
      this.registries.push(registry);
      this.outcomes.push(outcome);
    }
    return this.outcome;
  }

  /** Lets milliseconds pass. */
  wait(duration: number): this {
    this.now += duration;
    return this;
  }

  /** What came of the last event. */
  get outcome(): Outcome {
    const last = this.outcomes.at(-1);
    if (!last) throw new Error('nothing has happened yet');
    return last;
  }

  /** Which clients receive what for the last event. */
  get deliveries(): readonly PlannedDelivery[] {
    const recorded = { seq: 0, at: this.now, event: TICKS };
    return route({ registry: this.registry, recorded, outcome: this.outcome });
  }
}

/** All of a registry as plain values, in one form for the same contents. */
export const snapshot = ({
  clients,
  names,
  usersByName,
  rooms,
  roomsByName,
  leftTopics,
  nameReadings,
  roomReadings,
  pendingSince: unnamed,
  lastActivityAt: heard,
  lastWhispers,
  ignorers,
  bells,
  overflowing,
  ...counts
}: Registry): unknown => ({
  ...counts,
  clients: Object.fromEntries(
    clients.map(({ ignored, ...client }) => ({ ...client, ignored: Array.from(ignored ?? []) })),
  ),
  lastWhispers: Object.fromEntries(lastWhispers),
  ignorers: Array.from(ignorers),
  bells: Array.from(bells),
  overflowing: Array.from(overflowing),
  names: Object.fromEntries(names),
  usersByName: Array.from(usersByName),
  rooms: Array.from(rooms, ([key, { members, ...room }]) => ({ key, ...room, members: Array.from(members) })),
  leftTopics: Array.from(leftTopics),
  roomsByName: Array.from(roomsByName),
  nameReadings: Array.from(nameReadings),
  roomReadings: Array.from(roomReadings),
  unnamed: Object.fromEntries(unnamed),
  heard: Object.fromEntries(heard),
  addresses: Object.fromEntries(counts.addresses),
  arrivals: Object.fromEntries(counts.arrivals),
});
