import { mebibytes, milliseconds, shown } from '../cases';
import { byLabel } from '../counters';
import { table } from '../report';
import { KINDS } from './hostile/raid';
import type { Numbers } from './numbers';
import { added, listed, newTally } from './tally';

/** How many of the most frequent things are named in a cell. */
const MOST = 3;

const some = (counts: Readonly<Record<string, number>>): string => {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const others = sorted.slice(MOST).reduce((total, [, many]) => total + many, 0);
  return listed(Object.fromEntries([...sorted.slice(0, MOST), ...(others > 0 ? [['others', others] as const] : [])]));
};

/** Each kind of hostile client: what it did, what it was told, and how its connections ended. */
export function hostileTable({ hostile }: Numbers): string {
  const rows = KINDS.map(({ name, clients, says }) => {
    const { connects, sentBytes, receivedBytes, told, ends, answers, skipped } = hostile[name] ?? newTally();
    const lines = skipped > 0 ? `; ${shown(skipped)} lines skipped` : '';
    return [
      ...[name, shown(clients), says, shown(connects), mebibytes(sentBytes), mebibytes(receivedBytes)],
      ...[`${some(told)}${lines}`, some(added([ends, answers]))],
    ];
  });
  return table(['hostile', 'clients', 'what it does', 'connects', 'sent', 'received', 'was told', 'ended'], rows);
}

/** The honest group, by room. */
export function honestTable({ honest }: Numbers): string {
  const rows = honest.rooms.map((room) => [
    ...[room.room, shown(room.clients), shown(room.said), shown(room.seen), shown(room.lost), shown(room.doubled)],
    ...[shown(room.reordered), milliseconds(room.p50), milliseconds(room.p99), milliseconds(room.max)],
  ]);
  return table(['honest', 'clients', 'said', 'deliveries', 'lost', 'doubled', 'reordered', 'p50', 'p99', 'max'], rows);
}

/** The server, in a few lines. */
export function serverLines({ memory, cpu, seconds, metrics, starved, crashed, honest, stop }: Numbers): string {
  const total = (name: string): string => shown(metrics.get(name) ?? NaN);
  const counted = (name: string): string =>
    listed(Object.fromEntries(Object.entries(byLabel(metrics, name)).filter(([, many]) => many > 0)));
  const { before, peak, after } = memory;
  return [
    `memory     ${mebibytes(before)} before, ${mebibytes(peak)} at most, ${mebibytes(after)} after`,
    `CPU        ${cpu.toFixed(1)} s in ${seconds} s; the honest group itself was late by ${milliseconds(honest.late)} at most`,
    `endings    ${counted('chat_disconnections_total')}`,
    `refusals   ${counted('chat_refused_total')}`,
    `events     ${counted('chat_messages_total')}`,
    `lines      ${total('chat_lines_offered_total')} offered, ${total('chat_lines_written_total')} written, ${total('chat_lines_dropped_total')} dropped`,
    `stop       status ${stop.code ?? stop.signal ?? '-'} after ${milliseconds(stop.took)}`,
    `starved    with ${starved.files} descriptors: ${starved.letIn} of ${starved.tried} let in; the two inside said ${starved.said} lines and saw ${starved.seen}, ${milliseconds(starved.longest)} at most; ${starved.reopened ? 'takes newcomers again' : 'takes no newcomers'}`,
    `killed     its journal has all but ${crashed.missing.length} of the ${shown(crashed.lines)} lines that clients had received`,
  ].join('\n');
}
