import { inspect, isDeepStrictEqual } from 'node:util';

/** A subscription, as a marble spec records it. */
interface SubscriptionTimes {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** A notification and its frame, as a marble spec records it. */
interface Message {
  readonly frame: number;
  readonly notification: { readonly kind: 'N' | 'E' | 'C'; readonly value?: unknown; readonly error?: unknown };
}

/** What can be drawn. */
export type Drawable = Message | SubscriptionTimes;

/** What stands in a diagram for which value. */
type Names = readonly (readonly [letter: string, value: unknown])[];

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** A longer silence is written as a time. */
const LONG_SILENCE = 40;

const isMessage = (drawable: Drawable): drawable is Message => 'notification' in drawable;

/**
 * Finds a letter for each value: the one that the spec gave it, where that is still free.
 *
 * @param drawables the messages
 * @param known what the letters stand for in the maps of the spec
 * @returns a letter for each different value
 */
export function namesFor(drawables: readonly Drawable[], known: ReadonlyMap<string, readonly unknown[]>): Names {
  const names: [string, unknown][] = [];
  for (const { notification } of drawables.filter(isMessage)) {
    if (notification.kind !== 'N') continue;
    const { value } = notification;
    if (names.some(([, named]) => isDeepStrictEqual(named, value))) continue;
    const isFree = (letter: string): boolean => names.every(([used]) => used !== letter);
    const given = Array.from(known).filter(([, values]) => values.some((one) => isDeepStrictEqual(one, value)));
    const itself = typeof value === 'string' && value.length === 1 ? [value] : [];
    const letter = [...given.map(([one]) => one), ...itself, ...LETTERS].find(isFree) ?? '?';
    names.push([letter, value]);
  }
  return names;
}

/**
 * What the letters stand for, and the errors, a line each.
 *
 * @param names the letters
 * @returns the lines; none for letters that stand for themselves
 */
export function legendOf(names: Names): string[] {
  return names
    .filter(([letter, value]) => letter !== value)
    .map(([letter, value]) => `${letter} = ${inspect(value, { depth: 8, breakLength: Infinity })}`);
}

/**
 * Draws what a marble spec has recorded, in its own language where that can say it.
 *
 * @param drawables messages, or subscriptions
 * @param names the letters for the values
 * @returns a diagram, or several for subscriptions
 */
export function drawn(drawables: readonly Drawable[], names: Names): string {
  const messages = drawables.filter(isMessage);
  if (messages.length < drawables.length) {
    return drawables.flatMap((one) => (isMessage(one) ? [] : [drawnSubscription(one)])).join('   ');
  }
  const frames = new Map<number, string[]>();
  for (const { frame, notification } of messages) {
    frames.set(frame, [...(frames.get(frame) ?? []), symbolOf(notification, names)]);
  }
  return drawnFrames(frames);
}

function symbolOf({ kind, value, error }: Message['notification'], names: Names): string {
  if (kind === 'C') return '|';
  if (kind === 'E') return error === 'error' ? '#' : `#[${inspect(error, { depth: 0 }).split('\n', 1).join()}]`;
  return names.find(([, named]) => isDeepStrictEqual(named, value))?.[0] ?? '?';
}

/** Subscribed for good is `^`, never subscribed is nothing. */
function drawnSubscription({ subscribedFrame, unsubscribedFrame }: SubscriptionTimes): string {
  const marks = new Map([[subscribedFrame, ['^']]]);
  if (unsubscribedFrame !== Infinity) {
    marks.set(unsubscribedFrame, unsubscribedFrame === subscribedFrame ? ['^', '!'] : ['!']);
  }
  return drawnFrames(marks);
}

/** A group takes more columns than frames; where the next frame lies inside of it, a list of frames says it instead. */
function drawnFrames(frames: ReadonlyMap<number, readonly string[]>): string {
  if (frames.size === 0) return '- (nothing)';
  let diagram = '';
  let column = 0;
  for (const [frame, symbols] of frames) {
    if (frame < column) return Array.from(frames, ([at, all]) => `${at}ms: ${all.join('')}`).join(', ');
    const silence = frame - column;
    diagram += silence > LONG_SILENCE ? ` ${silence}ms ` : '-'.repeat(silence);
    diagram += symbols.length > 1 ? `(${symbols.join('')})` : symbols.join('');
    column = frame + (symbols.length > 1 ? symbols.length + 2 : 1);
  }
  return diagram;
}
