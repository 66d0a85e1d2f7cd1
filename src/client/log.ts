import type { Entry, Said, State } from './model';
import { ofRoom } from './state';

/** How many entries of a room are kept; the oldest ones go. */
const MOST = 1000;

/** How many names are shown in one line of those who come or go. */
const MOST_NAMES = 6;

/** The place of an event: `7f3a.1042` is the 1042nd of the epoch 7f3a. */
export function placeOf(id: string): { readonly epoch: string; readonly number: number } {
  const [epoch = '', number = ''] = id.split('.');
  return { epoch, number: Number(number) };
}

/** The lines of the room that is shown. */
export const logOf = ({ logs, room }: State): readonly Entry[] => ofRoom(logs, room) ?? [];

/**
 * Puts an entry into the log of a room, at its place in the order: what comes again is there once, and what was missed comes
 * before what was said later.
 *
 * @param state the state
 * @param entry the entry
 * @param room the room; that which is shown, if none is named
 * @returns the state with the entry
 */
export function withEntry(state: State, entry: Entry, room = state.room): State {
  const log = ofRoom(state.logs, room) ?? [];
  const before = log.findLastIndex((other) => other.epoch !== entry.epoch || other.number <= entry.number);
  if (isKnown(log, before, entry)) return state;
  const next = [...log.slice(0, before + 1), entry, ...log.slice(before + 1)];
  return { ...state, logs: { ...state.logs, [room]: next.slice(-MOST) } };
}

/** Whether an entry is there, which can only be among those of the same number. */
function isKnown(log: readonly Entry[], from: number, { key, epoch, number }: Entry): boolean {
  for (let index = from; index >= 0; index -= 1) {
    const other = log[index];
    if (other?.key === key) return true;
    if (other?.epoch !== epoch || other.number !== number) return false;
  }
  return false;
}

/** Adds a sentence behind the last line. */
export function withNote(state: State, text: string, isFault = false): State {
  const { notes, epoch } = state;
  const last = logOf(state).at(-1);
  const number = last?.epoch === epoch ? last.number : 0;
  const entry: Entry = { key: `note ${String(notes)}`, epoch, number, kind: 'note', text, isFault };
  return withEntry({ ...state, notes: notes + 1 }, entry);
}

/** Adds who has come or gone; those who do the same one after the other are one line. */
export function withMoved(state: State, id: string, how: 'joined' | 'left', name: string): State {
  const last = logOf(state).at(-1);
  if (last?.kind !== 'moved' || last.how !== how || last.names.length >= MOST_NAMES)
    return withEntry(state, { key: id, ...placeOf(id), kind: 'moved', how, names: [name] });
  const entry = { ...last, number: placeOf(id).number, names: [...last.names, name] };
  return { ...state, logs: { ...state.logs, [state.room]: [...logOf(state).slice(0, -1), entry] } };
}

/** Who has come or gone, in a sentence. */
export const movedText = ({ names, how }: Pick<Extract<Entry, { kind: 'moved' }>, 'names' | 'how'>): string =>
  `${listed(names)} ${how}`;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** The entry of a line that was said. */
export const saidEntry = ({ id, at, from, text, action }: Said, self: string): Entry => ({
  key: id,
  ...placeOf(id),
  at,
  kind: 'said',
  from,
  text,
  isAction: action === true,
  isOwn: from === self,
  isMention: from !== self && mentions(text, self),
});

/** We have all that was said in a room so far. */
export function withAllSeen(state: State, room: string): State {
  const last = ofRoom(state.logs, room)?.findLast(({ kind, epoch }) => kind === 'said' && epoch === state.epoch)?.key;
  return last === undefined ? state : { ...state, seen: { ...state.seen, [room]: last } };
}

/**
 * Whether a text has a name in it, as a word of its own and in any case.
 *
 * `mentions('Bob: look', 'bob')` is true, and `mentions('bobsled', 'bob')` is not.
 */
export function mentions(text: string, name: string): boolean {
  const [all, word] = [text.normalize('NFKC').toLowerCase(), name.normalize('NFKC').toLowerCase()];
  for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
    const isWord = /^[\p{L}\p{M}\p{N}_-]/u;
    const before = Array.from(all.slice(0, at)).at(-1) ?? '';
    if (!isWord.test(before) && !isWord.test(all.slice(at + word.length))) return word !== '';
  }
  return false;
}
