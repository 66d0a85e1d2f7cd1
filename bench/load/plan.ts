/** By plain TCP, or by WebSockets. */
export type Transport = 'tcp' | 'ws';

/** Who connects. */
export interface CrowdPlan {
  readonly host: string;
  readonly port: number;
  /** How they connect. */
  readonly transport: Transport;
  readonly clients: number;
  /** How many of them stop reading when all have joined. */
  readonly stalled: number;
  /** How many are on their way in at the same time. */
  readonly joinWindow: number;
  /** How many lines are said before the first of them joins, which each is sent then; none by default. */
  readonly past?: number;
  /** How long to wait after the last join before memory is read, in ms. */
  readonly settle: number;
  /** The process of the server, to read its CPU time and memory. */
  readonly pid: number;
}

/** What is said, and for how long. */
export interface TalkPlan {
  /** How many of the clients speak, one after the other. */
  readonly senders: number;
  /**
   * Lines in flight, counted by their deliveries: as soon as fewer than `window` times the number of readers are on their
   * way, the next line is posted. Not used with `rate`.
   */
  readonly window: number;
  /** Lines a second that are posted, whatever comes back; 0 for as many as `window` allows. */
  readonly rate: number;
  /** The length of what is said, in bytes. */
  readonly size: number;
  /** How many of a hundred lines are for one client instead of the room. */
  readonly whisper: number;
  /** How long before the measurement begins, in seconds. */
  readonly warm: number;
  /** How long it lasts, in seconds. */
  readonly seconds: number;
}

/** What joining took. */
export interface Joined {
  readonly clients: number;
  /** Until the last client had its OK, in seconds. */
  readonly joinSeconds: number;
  /** Until everybody had been told of everybody who came later, in seconds. */
  readonly toldSeconds: number;
  /** Bytes that did not come within a second of the last: 0 unless the server dropped lines. */
  readonly untoldBytes: number;
  readonly joinsPerSecond: number;
  /** CPU time of the server, in seconds. */
  readonly joinCpu: number;
  /** Memory of the server before and after, in bytes. */
  readonly rssBefore: number;
  readonly rssJoined: number;
  readonly bytesPerClient: number;
}

/** What a run measured; times in milliseconds. */
export interface Figures {
  readonly seconds: number;
  readonly deliveriesPerSecond: number;
  /** Lines that were posted in a second. */
  readonly linesPerSecond: number;
  /** Deliveries that never came, of all clients that read. */
  readonly lost: number;
  /** Lines that came after a later one of the same sender, or twice, at the clients whose lines are all read. */
  readonly reordered: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How late the load was at worst, against the rate it should offer. */
  readonly late: number;
  /** The share of one core that the server and the load took, from 0 to 1 and more. */
  readonly serverCpu: number;
  readonly loadCpu: number;
  /** CPU time of the server for a delivery, in microseconds. */
  readonly cpuPerDelivery: number;
  /** Memory of the server at the start and at the end, in bytes. */
  readonly rssStart: number;
  readonly rssEnd: number;
  /** Clients whose connection the server has ended. */
  readonly closed: number;
}

/** How far the load has come. */
export interface Progress {
  readonly phase: 'joining' | 'settling' | 'warming up' | 'measuring' | 'draining';
  /** Clients that have joined, or seconds. */
  readonly done: number;
  readonly of: number;
  /** Deliveries a second since the last report. */
  readonly deliveriesPerSecond: number;
}
