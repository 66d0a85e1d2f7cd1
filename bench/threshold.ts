import { svgOf } from '../testkit/svg';
import { type Counted, milliseconds, shown } from './cases';
import type { Cores } from './cores';
import type { Figures, Joined, Progress, TalkPlan } from './load/plan';
import { counted, Stage, type Times } from './measure';
import { panelsChart, type Scale } from './panels';
import { percent, table } from './report';
import type { Subject } from './subjects';

/** Each rate is so many times the one before. */
const RAMP = Math.SQRT2;
/** How many rates to try above the first one at which lines are dropped, and in between to find it more closely. */
const BEYOND = 2;
const BETWEEN = 3;
const MOST_STEPS = 26;
/** Deliveries a second at the first rate. */
const FIRST_DELIVERIES = 100_000;
/** Below this share of the offered rate the load is not offering it. */
const OFFERED = 0.9;

/** How late the load may be with a line before that is worth a remark, in ms. */
const LATE = 50;

/** What happened at one rate. */
export type Step = Figures & Counted & { readonly rate: number };

/** What was found. */
export interface Threshold {
  readonly clients: number;
  readonly joined: Joined;
  /** By rate. */
  readonly steps: readonly Step[];
}

/**
 * Offers a server more and more lines a second until it drops some, and looks more closely at where that begins.
 *
 * Lines are dropped when a client's socket and its bounded buffer are full, so the threshold is that of the whole
 * machine: of the server that writes and of the load that reads.
 *
 * @param subject the server
 * @param clients how many are in the room
 * @param times how long each rate is offered, and which rates where they are not to be looked for
 * @param cores where to pin to
 * @param tell takes the progress
 * @param stepped takes each step when it is done
 * @returns the steps by rate
 */
export function threshold(
  subject: Subject,
  clients: number,
  { rates, ...times }: Times & { readonly rates: readonly number[] },
  cores: Cores | undefined,
  tell: (progress: Progress) => void,
  stepped: (step: Step) => void,
): Promise<Threshold> {
  return Stage.use(subject, cores, tell, async (stage) => {
    const { server, load } = stage;
    const { host, port, pid } = server;
    const talk: TalkPlan = { senders: Math.min(10, clients), window: 0, rate: 0, size: 64, whisper: 0, ...times };
    const joined = await load.join(
      { host, port, pid, transport: 'tcp', clients, stalled: 0, joinWindow: 64, settle: 0 },
      talk.size,
    );
    const steps: Step[] = [];
    const offer = async (rate: number): Promise<Step> => {
      const before = await stage.metrics();
      const figures = await load.talk({ ...talk, rate });
      const step = { ...figures, ...counted(before, await stage.metrics()), rate };
      steps.push(step);
      stepped(step);
      return step;
    };

    if (rates.length > 0) for (const rate of rates) await offer(rate);
    else await search(FIRST_DELIVERIES / clients, steps, offer);
    return { clients, joined, steps: steps.sort((a, b) => a.rate - b.rate) };
  });
}

/** Offers more and more until lines are dropped, or the load can offer no more, and then what is around that. */
async function search(first: number, steps: readonly Step[], offer: (rate: number) => Promise<Step>): Promise<void> {
  let rate = Math.max(1, first);
  for (let dropping = 0; dropping <= BEYOND && steps.length < MOST_STEPS; rate *= RAMP) {
    const step = await offer(rounded(rate));
    if (step.dropped > 0) dropping += 1;
    else if (step.linesPerSecond < step.rate * OFFERED) break;
  }
  for (let more = 0; more < BETWEEN; more += 1) {
    const { clean, dropping } = edges(steps);
    if (!clean || !dropping || dropping.rate - clean.rate < 2) break;
    await offer(rounded(Math.sqrt(clean.rate * dropping.rate)));
  }
}

/** A rate that can be said: three digits, and zeros. */
const rounded = (rate: number): number => Number(rate.toPrecision(3));

/** The lowest rate at which lines were dropped, and the highest one below it. */
export function edges(steps: readonly Step[]): {
  readonly clean: Step | undefined;
  readonly dropping: Step | undefined;
} {
  const byRate = [...steps].sort((a, b) => a.rate - b.rate);
  const first = byRate.findIndex(({ dropped }) => dropped > 0);
  return first < 0
    ? { clean: byRate.at(-1), dropping: undefined }
    : { clean: byRate[first - 1], dropping: byRate[first] };
}

/** What was found, as a table with a sentence below. */
export function thresholdReport({ clients, steps }: Threshold): string {
  const headings = [
    'lines/s',
    'deliveries/s',
    'p50',
    'p99',
    'max',
    'dropped',
    'share',
    'server CPU',
    'load CPU',
    'notes',
  ];
  const rows = steps.map((step) => [
    shown(step.rate),
    shown(step.deliveriesPerSecond),
    milliseconds(step.p50),
    milliseconds(step.p99),
    milliseconds(step.max),
    shown(step.dropped),
    `${(droppedShare(step, clients) * 100).toFixed(2)} %`,
    percent(step.serverCpu),
    percent(step.loadCpu),
    remarks(step).join('; '),
  ]);
  return `${table(headings, rows)}\n\n${finding(steps)}`;
}

/** What else somebody should know before believing a step. */
function remarks({ rate, linesPerSecond, late, lost, dropped, reordered, closed }: Step): string[] {
  return [
    ...(linesPerSecond < rate * OFFERED ? [`only ${shown(linesPerSecond)} lines/s could be offered`] : []),
    ...(late > LATE ? [`offered up to ${shown(late)} ms late`] : []),
    ...(lost === dropped ? [] : [`${shown(lost)} LOST`]),
    ...(reordered > 0 ? [`${shown(reordered)} REORDERED`] : []),
    ...(closed > 0 ? [`${shown(closed)} CLOSED`] : []),
  ];
}

function finding(steps: readonly Step[]): string {
  const { clean, dropping } = edges(steps);
  if (!dropping) return `No line was dropped up to ${shown(clean?.rate ?? 0)} lines a second.`;
  if (!clean) return `Lines were dropped from ${shown(dropping.rate)} lines a second on, the lowest rate tried.`;
  return `The first line is dropped between ${shown(clean.rate)} and ${shown(dropping.rate)} lines a second.`;
}

/** The share of all that was meant for clients in the whole step that they did not get. */
const droppedShare = ({ dropped, linesPerSecond, seconds }: Step, clients: number): number =>
  dropped / (linesPerSecond * seconds * clients + dropped);

/** Latency and dropped lines by rate, as SVG. */
export function thresholdPlot({ clients, steps }: Threshold): Promise<string> {
  const x: Scale = { title: 'lines offered a second', log: true };
  const { dropping } = edges(steps);
  const mark = dropping ? { mark: { x: dropping.rate, label: 'first line dropped' } } : {};
  const title = `${shown(clients)} clients in a room, more and more lines a second`;
  const chart = panelsChart(title, [
    {
      title: 'Latency',
      x,
      y: { title: 'ms', log: true },
      lines: [
        { label: 'p50', points: steps.map(({ rate, p50 }) => [rate, p50]) },
        { label: 'p99', points: steps.map(({ rate, p99 }) => [rate, p99]) },
      ],
      ...mark,
    },
    {
      title: 'Dropped lines',
      x,
      y: { title: '% of deliveries', log: false },
      lines: [{ label: 'dropped', points: steps.map((step) => [step.rate, droppedShare(step, clients) * 100]) }],
      ...mark,
    },
  ]);
  return svgOf(title, chart);
}
