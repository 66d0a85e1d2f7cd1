/** What there is of everything that can run out. */
export interface Capacities {
  /** Messages a second that the log takes, if they hardly have bytes. */
  readonly logMessages: number;
  /** Bytes a second that it takes, if they are in few messages. */
  readonly logBytes: number;
  /** Bytes a second out of all servers of the log together. */
  readonly outBytes: number;
  /** How long a line may be on its way through the log, as p99, in ms. */
  readonly delayMs: number;
  /** Bytes for the heap of a node. */
  readonly heapBytes: number;
}

/** Where the default capacities of the log are from. */
export const LOG_SOURCE = 'three nats-servers with files on one machine of 2 cores, by npm run simulate:log';

/** The two figures of the log as measured; three servers with an interface of 10 Gbit/s each; the heap that Node.js takes by itself. */
export const STANDARD_CAPACITIES: Capacities = {
  logMessages: 12_000,
  logBytes: 69e6,
  outBytes: 30e9 / 8,
  delayMs: 250,
  heapBytes: 4e9,
};

/** A chat of several nodes: who is there, and how much they say. */
export interface Scenario {
  readonly nodes: number;
  readonly users: number;
  readonly rooms: number;
  readonly roomSize: number;
  readonly linesPerMinute: number;
  /** Simulated time that counts, in seconds. */
  readonly seconds: number;
  readonly seed: number;
  readonly capacities: Capacities;
}

/** How many lines all people say in a second. */
export const linesPerSecond = ({ users, linesPerMinute }: Scenario): number => (users * linesPerMinute) / 60;

/** The same chat with other numbers of nodes and people, in rooms of the same size. */
export const withPeople = (scenario: Scenario, nodes: number, users: number): Scenario => ({
  ...scenario,
  ...{ nodes, users, roomSize: Math.min(scenario.roomSize, users) },
  rooms: Math.ceil(users / Math.min(scenario.roomSize, users)),
});
