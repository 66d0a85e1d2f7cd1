import { FOREIGN_PROTOCOLS } from '../../src/streams/model/foreignProtocol';
import { byLabel } from '../counters';
import { COUNTED_BY_BOTH } from './hostile/actor';
import { STEADY_KIND } from './names';
import type { Numbers } from './numbers';
import { added, listed, sum } from './tally';

/** The longest that 99 of 100 honest lines may take, in ms. */
const MOST_P99 = 250;
/** How much more memory than before the server may have at the end. */
export const MOST_GROWTH = 1.1;
/** The longest that a line between the two in the starved server may take, in ms. */
const MOST_STARVED = 2000;

/** Something that must hold: a sentence with the numbers where it does not. */
export type Condition = (numbers: Numbers) => string | undefined;

const unless = (holds: boolean, sentence: string): string | undefined => (holds ? undefined : sentence);

/** An equation; false of NaN. */
const equal = (what: string, left: number, right: number): string | undefined =>
  unless(left === right, `${what}: ${left} is not ${right}`);

const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const of = ({ metrics }: Numbers, name: string): number => metrics.get(name) ?? NaN;
const messages = (numbers: Numbers, type: string): number => of(numbers, `chat_messages_total{type="${type}"}`);
const refused = (numbers: Numbers, reason: string): number => of(numbers, `chat_refused_total{reason="${reason}"}`);
const ended = (numbers: Numbers, reason: string): number =>
  of(numbers, `chat_disconnections_total{reason="${reason}"}`);
const inRooms = (
  { honest }: Numbers,
  key: 'clients' | 'lost' | 'doubled' | 'reordered' | 'altered' | 'skipped' | 'ended',
) => honest.rooms.reduce((total, room) => total + room[key], 0);

/** What honest clients must not have seen, nor missed. */
const HONEST = {
  lost: 'deliveries to honest clients were lost',
  doubled: 'lines came to an honest client twice',
  reordered: 'lines came to an honest client after a later one',
  altered: 'lines of honest clients were not as they had been said',
  skipped: 'lines were skipped for honest clients, by what the server told them',
  ended: 'honest clients lost their connections',
} as const;

const honest: readonly Condition[] = [
  ...(Object.keys(HONEST) as (keyof typeof HONEST)[]).map((key): Condition => (numbers) => {
    const many = inRooms(numbers, key);
    return unless(many === 0, `${many} ${HONEST[key]}`);
  }),
  ({ honest: { rooms } }) =>
    unless(
      rooms.every(({ seen }) => seen > 0),
      'the honest group has seen no lines at all',
    ),
  ({ honest: { rooms } }) => {
    const strangers = rooms.find(({ room }) => room !== 'lobby')?.strangers ?? NaN;
    return unless(strangers === 0, `${strangers} lines of strangers came to the room of the honest group`);
  },
  ({ honest: { rooms } }) => {
    const slow = rooms.filter(({ p99 }) => !(p99 < MOST_P99));
    const times = slow.map(({ room, p99 }) => `${p99.toFixed(1)} ms in ${room}`).join(' and ');
    return unless(slow.length === 0, `the p99 of honest lines was ${times}, and not under ${MOST_P99} ms`);
  },
];

const safe: Condition = ({ honest: { unsafe }, hostile }) => {
  const all = [...unsafe, ...Object.values(hostile).flatMap((tally) => tally.unsafe)];
  return unless(all.length === 0, `clients saw bytes that are not safe to show: ${all.slice(0, 3).join('; ')}`);
};

const memory: Condition = ({ memory: { before, after } }) =>
  unless(
    after <= before * MOST_GROWTH,
    `the memory of the server did not come back: ${mebibytes(before)} before, ${mebibytes(after)} after`,
  );

/** What must be equal when nothing is on its way any more and only the honest group is there. */
const identities: readonly Condition[] = [
  (numbers) => {
    const endings = sum(byLabel(numbers.metrics, 'chat_disconnections_total'));
    const connected = of(numbers, 'chat_connected_clients');
    return equal('connections = endings + connected', of(numbers, 'chat_connections_total'), endings + connected);
  },
  (numbers) =>
    equal('connected clients = honest ones', of(numbers, 'chat_connected_clients'), inRooms(numbers, 'clients')),
  (numbers) => equal('named clients = honest ones', of(numbers, 'chat_named_clients'), inRooms(numbers, 'clients')),
  (numbers) => equal('rooms = those of the honest group', of(numbers, 'chat_rooms'), numbers.honest.rooms.length),
  (numbers) =>
    equal(
      'offered lines = written + dropped + queued',
      of(numbers, 'chat_lines_offered_total'),
      of(numbers, 'chat_lines_written_total') +
        of(numbers, 'chat_lines_dropped_total') +
        of(numbers, 'chat_outbound_queued_lines'),
    ),
  (numbers) => equal('queued lines = 0', of(numbers, 'chat_outbound_queued_lines'), 0),
  (numbers) => equal('queued bytes = 0', of(numbers, 'chat_outbound_queued_bytes'), 0),
  (numbers) => equal('clients that take nothing = 0', of(numbers, 'chat_slow_clients'), 0),
  (numbers) =>
    equal(
      'endings = clients unregistered',
      sum(byLabel(numbers.metrics, 'chat_disconnections_total')),
      messages(numbers, 'unregister'),
    ),
  (numbers) => equal('clients that left by /exit = endings by exit', messages(numbers, 'exit'), ended(numbers, 'exit')),
  (numbers) =>
    equal(
      `${FOREIGN_PROTOCOLS.join(', ')} refused = endings by wrong_protocol`,
      FOREIGN_PROTOCOLS.reduce((total, protocol) => total + refused(numbers, protocol), 0),
      ended(numbers, 'wrong_protocol'),
    ),
  (numbers) => equal('defects that ended a connection = 0', ended(numbers, 'internal_error'), 0),
];

/** A client that takes something all the time must not be closed as one that takes nothing. */
const steady: Condition = ({ hostile }) => {
  const { left = 0, ...others } = hostile[STEADY_KIND]?.ends ?? {};
  const cut = sum(others);
  return unless(cut === 0, `${cut} of ${cut + left} readers that are slow and steady lost their connections`);
};

/** What the clients counted themselves, against what the server counted. */
const bothSides: readonly Condition[] = [
  (numbers) => {
    // A request of HTTP is no client of the chat; one to the metrics port is no connection of it.
    const made = Object.values(numbers.hostile)
      .filter(({ connects }) => connects > 0)
      .reduce((total, { connects, answers }) => total + connects - sum(answers), 0);
    const all = made + inRooms(numbers, 'clients');
    return equal('connections made = clients, and requests of HTTP', all, of(numbers, 'chat_connections_total'));
  },
  ...COUNTED_BY_BOTH.map((code): Condition => (numbers) => {
    const tallies = Object.values(numbers.hostile);
    const told = added(tallies.map((tally) => tally.told))[code] ?? 0;
    const skipped = tallies.reduce((total, tally) => total + tally.skipped, 0);
    const counted = refused(numbers, code);
    const range = skipped === 0 ? String(told) : `between ${told} and ${told + skipped}`;
    return unless(
      counted >= told && counted <= told + skipped,
      `refusals of ${code}: the server has counted ${counted}, and the clients were told of ${range}`,
    );
  }),
  ({ alone }) => equal('honest lines said = lines broadcast', alone.said, alone.broadcasts),
  ({ alone }) => equal('honest deliveries = lines offered', alone.deliveries, alone.offered),
  ({ hostile }) => {
    const unfinished = Object.entries(hostile).filter(([, tally]) => tally.unfinished > 0);
    const kinds = listed(Object.fromEntries(unfinished.map(([kind, tally]) => [kind, tally.unfinished])));
    return unless(
      unfinished.length === 0,
      `clients that left in order never saw the end of their connection: ${kinds}`,
    );
  },
];

const alive: readonly Condition[] = [
  ({ health }) => unless(health === 200, `/healthz answered ${health}, and not 200`),
  ({ stop, drainTimeout }) =>
    unless(
      stop.code === 0 && stop.took < drainTimeout,
      `at SIGTERM the server ended with ${stop.code ?? stop.signal ?? 'nothing'} after ${stop.took.toFixed(0)} ms, and not with 0 within ${drainTimeout} ms`,
    ),
  (numbers) =>
    equal(
      'honest clients told that the server stops = all of them',
      numbers.toldOfShutdown,
      inRooms(numbers, 'clients'),
    ),
];

const starved: readonly Condition[] = [
  ({ starved: { tried, letIn } }) =>
    unless(letIn < tried, `the server with few descriptors let all ${tried} in, so it was never short of them`),
  ({ starved: { said, seen } }) =>
    unless(seen === said * 2 && said > 0, `without descriptors ${seen} of ${said * 2} lines came to the two inside`),
  ({ starved: { longest } }) =>
    unless(
      longest < MOST_STARVED,
      `without descriptors a line took ${longest.toFixed(0)} ms, and not under ${MOST_STARVED} ms`,
    ),
  ({ starved: { reopened } }) => unless(reopened, 'nobody new was let in when there were descriptors again'),
  ({ starved: { stop } }) =>
    unless(
      stop.code === 0,
      `the server with few descriptors ended with ${stop.code ?? stop.signal ?? 'nothing'}, and not with 0`,
    ),
];

const crashed: readonly Condition[] = [
  ({ crashed: { lines } }) =>
    unless(lines > 0, 'the clients of the server that was killed had received no lines at all'),
  ({ crashed: { missing } }) =>
    unless(
      missing.length === 0,
      `after kill -9 the journal does not have ${missing.length} lines that clients had received: ${missing.slice(0, 3).join('; ')}`,
    ),
];

/** All that must hold. */
export const CONDITIONS: readonly Condition[] = [
  ...honest,
  safe,
  memory,
  ...identities,
  ...bothSides,
  steady,
  ...alive,
  ...starved,
  ...crashed,
];

/**
 * Says what does not hold.
 *
 * @param numbers what a run has found out
 * @returns a sentence for each condition that failed; none where the run was good
 */
export function failures(numbers: Numbers): string[] {
  return CONDITIONS.map((condition) => condition(numbers)).filter((sentence) => sentence !== undefined);
}
