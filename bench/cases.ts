import type { Figures, Joined, TalkPlan, Transport } from './load/plan';

/** All numbers of one measurement. */
export type Measured = Joined & Figures & Counted;

/** What the server itself counted while it was measured; NaN for a server without metrics. */
export interface Counted {
  /** Lines that it dropped because a client did not read. */
  readonly dropped: number;
  /** Writes to sockets for each line that a socket was handed. */
  readonly writesPerLine: number;
  /** Encoded buffers for each line that was said. */
  readonly encodesPerLine: number;
  /** How often the journal was put on the disk for each line that was said; NaN for a server without one. */
  readonly syncsPerLine: number;
}

/** The number that a case is about. */
export interface Figure {
  readonly key: keyof Measured;
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly show: (value: number) => string;
}

/** What is measured, under a name. */
export interface Case {
  readonly name: string;
  readonly says: string;
  readonly transport: Transport;
  readonly clients: number;
  /** How many of the clients stop reading. */
  readonly stalled: number;
  readonly joinWindow: number;
  readonly talk: Omit<TalkPlan, 'warm' | 'seconds'>;
  /** How long the talking lasts where it is not what the case is about, in seconds. */
  readonly seconds?: number;
  readonly figure: Figure;
  /** Whether the bound does the same, so that the two can be compared. */
  readonly comparable: boolean;
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Shows a whole number: 1,234,567. */
export const shown = (value: number): string => (Number.isFinite(value) ? whole.format(value) : '-');

const shownWith =
  (digits: number, unit: string, scale = 1) =>
  (value: number): string =>
    Number.isFinite(value) ? `${(value / scale).toFixed(digits)} ${unit}` : '-';

export const milliseconds = shownWith(2, 'ms');
export const kibibytes = shownWith(1, 'KiB', 1024);
export const mebibytes = shownWith(0, 'MiB', 1024 ** 2);

export const DELIVERIES: Figure = {
  key: 'deliveriesPerSecond',
  title: 'deliveries/s',
  better: 'higher',
  show: shown,
};
const P99: Figure = { key: 'p99', title: 'p99', better: 'lower', show: milliseconds };
const JOINS: Figure = { key: 'joinsPerSecond', title: 'joins/s', better: 'higher', show: shown };
const MEMORY: Figure = { key: 'bytesPerClient', title: 'memory/client', better: 'lower', show: kibibytes };

const talk = (window: number, others: Partial<TalkPlan> = {}): Case['talk'] => ({
  senders: 10,
  window,
  rate: 0,
  size: 64,
  whisper: 0,
  ...others,
});

/** A room of so many, in which 16 lines are in flight. */
const room = (name: string, says: string, clients: number, others: Partial<Case> = {}): Case => ({
  name,
  says,
  transport: 'tcp',
  clients,
  stalled: 0,
  joinWindow: 64,
  talk: talk(16),
  figure: DELIVERIES,
  comparable: true,
  ...others,
});

const storm = { joinWindow: 256, talk: talk(1, { senders: 1 }), seconds: 1 };

/** The cases, in the order in which they are measured. */
export const CASES: readonly Case[] = [
  room('w1', '1,000 clients, 1 line in flight: what a write costs', 1000, { talk: talk(1) }),
  room('w16', '1,000 clients, 16 lines in flight', 1000),
  room('w256', '1,000 clients, 256 lines in flight', 1000, { talk: talk(256) }),
  room('ws16', 'as w16, over WebSockets', 1000, { transport: 'ws', comparable: false }),
  room('small', '100 clients, 16 lines in flight', 100),
  room('latency', '1,000 clients, 100 lines a second', 1000, { talk: talk(0, { rate: 100 }), figure: P99 }),
  room('whisper', 'as w16, but half of the lines are whispers', 1000, {
    talk: talk(16, { whisper: 50 }),
    comparable: false,
  }),
  room('stalled', 'as w16, but 100 of the 1,000 stop reading', 1000, { stalled: 100 }),
  room('joins', '5,000 clients join one room, and every join is told to all', 5000, { ...storm, figure: JOINS }),
  room('memory', 'what a client costs when 5,000 have joined', 5000, { ...storm, figure: MEMORY }),
  room('wsmemory', 'as memory, over WebSockets', 5000, {
    ...storm,
    figure: MEMORY,
    transport: 'ws',
    comparable: false,
  }),
];

/** How many clients are in the room as it grows. */
export const GROWTH = [10, 100, 1000, 5000, 10_000];

/** A case of the growth of a room. */
export const growthCase = (clients: number): Case =>
  room(`growth ${shown(clients)}`, `${shown(clients)} clients, 16 lines in flight`, clients, { joinWindow: 256 });

/** The same case with another number of clients. */
export function withClients(one: Case, clients: number): Case {
  return {
    ...one,
    clients,
    stalled: Math.round((one.stalled / one.clients) * clients),
    talk: { ...one.talk, senders: Math.min(one.talk.senders, Math.max(1, Math.floor(clients / 2))) },
  };
}
