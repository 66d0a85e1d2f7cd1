import { from, type Observable } from 'rxjs';
import { concatMapArray } from '../operators/concatMapArray';
import { type Dialects, dialectsOf } from '../streams/dialects/dialects';
import type { Commit } from '../streams/journal/commit';
import type { Recorded } from '../streams/journal/journal';
import { JournalError } from '../streams/journal/journalError';
import type { Finding } from '../streams/journal/survey';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { Rules } from '../streams/model/rules';
import { EMPTY_REGISTRY, type Registry } from '../streams/reduce/registry';
import { type Transition, transitions } from '../streams/reduce/transitions';
import type { KeptPast } from '../streams/route/past';
import { fromPlain, toPlain } from './plainData';

/** All that the events of a journal have made, up to one of them: what a start needs of the past. */
export interface ChatState {
  readonly registry: Registry;
  /** What rooms remember. */
  readonly kept: KeptPast;
}

/** A state as a snapshot has it. */
export const stateToPlain = (state: ChatState): unknown => toPlain(state);

/**
 * The state that a snapshot has. A field that the version which wrote it did not know yet is as in the beginning.
 *
 * @param plain what the snapshot has; without one, it is the beginning
 * @param epoch names the order of the events
 */
export function stateFromPlain(plain: unknown, epoch: string): ChatState {
  const { registry, kept = [] } = (plain === undefined ? {} : fromPlain(plain)) as Partial<ChatState>;
  return { registry: { ...EMPTY_REGISTRY, epoch, ...registry }, kept };
}

/** What is decided by before the first event that says it: a journal begins with one. */
export const NO_RULES: Rules = {
  connections: 0,
  connectionsPerAddress: 0,
  connectionBurst: 1,
  connectionRate: 0,
  limitLoopback: false,
  registrationTimeout: 0,
  idleTimeout: 0,
  historyLines: 0,
  historyBytes: 0,
  historyOnJoin: 0,
};

/** The dialects by which lines are read; what a server says of itself in them matters only when messages are shown. */
export const DIALECTS_TO_READ = dialectsOf({ version: '', epoch: '' });

/**
 * Folds the events of a journal by the stages of the chat.
 *
 * ```
 * commits     --a--------b-----|     a: events 1 and 2, b: event 3
 *             folded(commits, state, dialects)
 * result      --(12)-----3-----|     the transitions that the chat has made of them
 * ```
 *
 * @param commits what was read, in order; a finding that is fatal becomes an error
 * @param state the state before
 * @param after the number of the last event that is in that state
 * @param dialects the dialects that clients could choose; those that there are by default
 * @returns the transitions, while subscribed to; synchronous if the commits are
 */
export function folded(
  commits: Iterable<Commit | Finding> | AsyncIterable<Commit | Finding>,
  { registry }: Pick<ChatState, 'registry'>,
  after: number,
  dialects: Dialects = DIALECTS_TO_READ,
): Observable<Transition> {
  return from(commits).pipe(
    concatMapArray((read) => recordedOf(read, after)),
    transitions(NO_RULES, dialects, registry),
  );
}

function recordedOf(read: Commit | Finding, after: number): readonly Recorded<ChatEvent>[] {
  if ('what' in read) {
    if (read.isFatal) throw new JournalError(sentenceOf(read));
    return [];
  }
  const { seq, at, events } = read as Commit<ChatEvent>;
  return events.map((event, index) => ({ seq: seq + index, at, event })).slice(Math.max(0, after + 1 - seq));
}

/** A finding as a sentence. */
export const sentenceOf = ({ file, offset, what }: Finding): string =>
  `${file}${offset === undefined ? '' : ` at byte ${String(offset)}`}: ${what}`;
