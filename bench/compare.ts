import { type Case, kibibytes, type Measured, milliseconds } from './cases';
import { median, memoryFromTo, percent, ratio } from './report';
import type { Subject } from './subjects';

/** One measurement, and of what. */
export interface Sample {
  readonly case: string;
  readonly subject: string;
  readonly round: number;
  readonly measured: Measured;
}

/** A share of one core from which on a process is as good as busy all the time. */
const BUSY = 0.97;

export const HEADINGS = [
  ...['case', 'figure', 'median', 'ratio', 'to', 'p50', 'p99', 'memory/client', 'server CPU', 'load CPU', 'notes'],
];

/**
 * A row of the table: the median of the server's figures, and the median of its ratios to another server. A ratio is
 * taken within a round, in which both were measured one right after the other, so it holds while the machine's speed
 * drifts.
 *
 * @param one the case
 * @param samples its measurements
 * @param subjects the server, and the one that it is compared with if any
 * @returns cells under `HEADINGS`
 */
export function row(one: Case, samples: readonly Sample[], [server, other]: readonly Subject[]): string[] {
  const { key, title, better, show } = one.figure;
  const of = (subject: Subject | undefined): readonly Measured[] =>
    samples.filter((sample) => sample.subject === subject?.name).map(({ measured }) => measured);
  const ours = of(server);
  const theirs = of(other);
  const middle = (figure: keyof Measured): number => median(ours.map((measured) => measured[figure]));
  const ratios = ours.map((measured, round) => measured[key] / (theirs[round]?.[key] ?? NaN));
  const compared = theirs.length > 0;
  return [
    one.name,
    better === 'lower' ? `${title}, lower is better` : title,
    show(middle(key)),
    ratio(median(ratios)),
    compared ? (other?.name ?? '') : '',
    milliseconds(middle('p50')),
    milliseconds(middle('p99')),
    kibibytes(middle('bytesPerClient')),
    percent(middle('serverCpu')),
    percent(middle('loadCpu')),
    notes(one, ours).join('; '),
  ];
}

/** A row for each server that it is compared with; one without a ratio where there is none. */
export const rowsBeside = (
  one: Case,
  samples: readonly Sample[],
  [server, ...others]: readonly [Subject, ...Subject[]],
): string[][] =>
  others.length === 0 ? [row(one, samples, [server])] : others.map((other) => row(one, samples, [server, other]));

/** What else somebody should know before believing a row. */
export function notes(one: Case, all: readonly Measured[]): string[] {
  const sum = (key: keyof Measured): number => all.reduce((total, measured) => total + (measured[key] || 0), 0);
  const wrong = (['lost', 'reordered', 'closed'] as const).filter((key) => sum(key) > 0);
  const last = all.at(-1);
  const loadIsTheLimit = all.some(({ loadCpu, serverCpu }) => loadCpu > BUSY && serverCpu < BUSY);
  return [
    ...wrong.map((key) => `${String(sum(key))} ${key.toUpperCase()}`),
    ...(one.stalled > 0 && last ? [memoryFromTo(last.rssStart, last.rssEnd)] : []),
    ...(last && last.syncsPerLine > 0 ? [`${last.syncsPerLine.toFixed(3)} fsyncs a line`] : []),
    ...(loadIsTheLimit ? ['the load was the limit, not the server'] : []),
  ];
}

/** Whether anything was lost, reordered or cut off. */
export const isWrong = ({ lost, reordered, closed }: Measured): boolean => lost + reordered + closed > 0;
