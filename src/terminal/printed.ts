import { defer, map, type OperatorFunction } from 'rxjs';
import { logOf } from '../client/log';
import type { Entry, State, Step } from '../client/model';
import { FIRST, topicOf } from '../client/state';
import { dayText, entryText, faultText, noteText } from './entryText';
import { KnownEntries } from './knownEntries';
import type { Paint } from './paint';

/**
 * The steps of a client as lines for a terminal, on which nothing can be changed once it stands there: each line once, and in
 * order. What is said while missed lines are on their way is held back until those have come.
 *
 * ```
 * steps      --a--b--c--d--|      a = 'one' is said, b = missed lines are asked for, c = 'three' is said,
 *            printed(...)         d = 'two' has come, and that is all
 * result     --x--y--y--z--|      x = ['14:03 bob: one'], y = [], z = ['14:04 bob: two', '14:05 bob: three']
 * ```
 *
 * @param paint what the terminal can show
 * @param now the time in milliseconds since 1970: lines of another day have theirs before them
 * @returns an operator from steps to the lines that each of them adds
 */
export function printed(paint: Paint, now: number): OperatorFunction<Step, readonly string[]> {
  return (steps$) =>
    defer(() => {
      const printer = new Printer(paint, now);
      return steps$.pipe(map((step) => printer.linesOf(step)));
    });
}

class Printer {
  private readonly known = new KnownEntries();
  private day: number;
  private before: State = FIRST;
  private entrances = 0;

  constructor(
    private readonly paint: Paint,
    now: number,
  ) {
    this.day = dayOf(new Date(now));
  }

  linesOf({ state, again }: Step): readonly string[] {
    const { before, paint } = this;
    this.before = state;
    const fault = state.nameFault === before.nameFault ? undefined : state.nameFault;
    const lines = fault === undefined ? [] : [faultText(fault, paint)];
    if (again) lines.push(...this.textOf(again));
    if (state.isReturning || state.isCatchingUp) return lines;
    // The log that is there stays the same one as long as it has nothing new.
    if (logOf(state) !== logOf(before) || before.isCatchingUp || before.isReturning)
      lines.push(...this.known.newOf(logOf(state)).flatMap((entry) => this.textOf(entry)));
    if (state.entrances !== this.entrances) lines.push(noteText(placeOf(state), paint));
    this.entrances = state.entrances;
    return lines;
  }

  /** An entry, and before it the day if that is another one. */
  private textOf(entry: Entry): readonly string[] {
    const text = entryText(entry, this.paint);
    if (entry.at === undefined) return [text];
    const at = new Date(entry.at);
    const day = dayOf(at);
    if (day === this.day) return [text];
    this.day = day;
    return [dayText(at, this.paint), text];
  }
}

/** The day of a time where the person is, as the time at which it began. */
const dayOf = (at: Date): number => new Date(at).setHours(0, 0, 0, 0);

function placeOf(state: State): string {
  const topic = topicOf(state);
  return `You are in ${state.room}.${topic === undefined ? '' : ` Topic: ${topic}`}`;
}
