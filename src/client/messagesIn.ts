import type { ServerMessage } from './model';

/** What a field of a message is. */
type Kind = (value: unknown) => boolean;

const text: Kind = (value) => typeof value === 'string';
const count: Kind = (value) => typeof value === 'number';
const time: Kind = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const maybe =
  (kind: Kind): Kind =>
  (value) =>
    value === undefined || value === null || kind(value);
const listOf =
  (kind: Kind): Kind =>
  (value) =>
    Array.isArray(value) && value.every(kind);
const withFields =
  (fields: Readonly<Record<string, Kind>>): Kind =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, kind]) => kind(value[name]));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const PLACE = { id: text, at: time };
const MOVED = withFields({ ...PLACE, room: text, name: text });

/** What each message has at least, as docs/protocol.schema.json says. One of another type is passed over later. */
const MESSAGES = new Map<unknown, Kind>([
  ['hello', withFields({ epoch: text })],
  ['accepted', withFields({ name: text })],
  ['said', withFields({ ...PLACE, room: text, from: text, text })],
  ['joined', MOVED],
  ['left', MOVED],
  ['whispered', withFields({ ...PLACE, from: text, text })],
  ['whispering', withFields({ ...PLACE, to: text, text })],
  ['users', withFields({ room: maybe(text), names: listOf(text), more: count })],
  ['rooms', withFields({ rooms: listOf(withFields({ name: text, members: count })), more: count })],
  ['refused', withFields({ code: text, hint: maybe(text) })],
  ['skipped', withFields({ lines: count })],
  ['history', withFields({ room: text, lines: count, of: count, more: count, last: maybe(text) })],
  ['topic', withFields({ room: text, text: maybe(text), by: maybe(text) })],
  ['motd', withFields({ lines: listOf(text) })],
  ['help', withFields({ entries: listOf(withFields({ syntax: text, does: text })) })],
  ['who', withFields({ name: text, room: text, idle: count, here: count, behind: count, away: maybe(text) })],
  ['set', (value) => isObject(value) && Object.values(value).every(text)],
  ['ignored', withFields({ names: listOf(text) })],
  ['notice', withFields({ text })],
  ['end', withFields({ reason: text })],
]);

/**
 * The messages in a text, each of which is a line.
 *
 * @param lines the text
 * @returns the messages, in order; what is none, or lacks what its type has, is passed over
 */
export function messagesIn(lines: string): readonly ServerMessage[] {
  return lines.split('\n').flatMap((line) => {
    const value = parsed(line);
    const isWhole = isObject(value) && (MESSAGES.get(value['type'])?.(value) ?? true);
    return isWhole ? [value as unknown as ServerMessage] : [];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
