import type { ConnectionId } from '../../src/streams/model/connection';
import type { Ending } from '../../src/streams/model/ending';
import type { ChatEvent, LineFault } from '../../src/streams/model/chatEvent';
import type { ForeignProtocol } from '../../src/streams/decode/recognize';
import type { Recorded } from '../../src/streams/journal/journal';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import type { Outcome } from '../../src/streams/model/outcome';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import type { Delivery } from '../../src/streams/model/delivery';
import { route } from '../../src/streams/route/route';

/** When the first event of every history happens. */
export const START_OF_TIME = 1_000_000;

/** Room for everybody, and all the time in the world. */
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
export const misdials = (client: ConnectionId, protocol: ForeignProtocol): ChatEvent => ({
  type: 'misdialed',
  client,
  protocol,
});
export const disconnects = (client: ConnectionId, ending: Ending = 'end'): ChatEvent => ({
  type: 'disconnected',
  client,
  ending,
});
export const TICKS: ChatEvent = { type: 'ticked' };
export const OVERLOADED: ChatEvent = { type: 'overloaded', lag: 800 };
export const RECOVERED: ChatEvent = { type: 'recovered' };
export const SHUTS_DOWN: ChatEvent = { type: 'shutdownRequested' };

/** Somebody connects and names themselves. */
export const arrives = (client: ConnectionId, name: string, address?: string): ChatEvent[] => [
  connects(client, address),
  sends(client, name),
];

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

  constructor(private readonly limits: Partial<AdmissionLimits> = {}) {}

  /** Lets events happen, at the same moment; returns what came of the last one. */
  add(...events: readonly ChatEvent[]): Outcome {
    for (const event of events) {
      const recorded = { seq: this.outcomes.length + 1, at: this.now, event };
      const [registry, outcome] = reduce(this.registry, recorded, { ...NO_LIMITS, ...this.limits });
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

  /** Whom the last event tells what. */
  get deliveries(): readonly Delivery[] {
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
  nameReadings,
  roomReadings,
  pendingSince: unnamed,
  lastActivityAt: heard,
  ...counts
}: Registry): unknown => ({
  ...counts,
  clients: Object.fromEntries(clients.map((client) => ({ ...client }))),
  names: Object.fromEntries(names),
  usersByName: Array.from(usersByName),
  rooms: Array.from(rooms, ([key, { name, members }]) => ({ key, name, members: Array.from(members) })),
  roomsByName: Array.from(roomsByName),
  nameReadings: Array.from(nameReadings),
  roomReadings: Array.from(roomReadings),
  unnamed: Object.fromEntries(unnamed),
  heard: Object.fromEntries(heard),
  addresses: Object.fromEntries(counts.addresses),
  arrivals: Object.fromEntries(counts.arrivals),
});
