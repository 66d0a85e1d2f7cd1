import type { Message } from '../model/message';
import { idOf, type Stamp } from '../model/stamp';
import type { Dialect } from './dialect';
import { text } from './text';
import { utc } from './utc';

/** What a server says of itself. */
export interface About {
  readonly version: string;
  /** The epoch of its journal, which the ids of messages begin with. */
  readonly epoch: string;
}

/**
 * Objects for programs, one a line: `type` first, and `id` and `at` of messages that have a place in the order. What a client
 * sends is read as text is.
 *
 * @param about what the server says of itself
 * @see docs/protocol.schema.json
 */
export function json(about: About): Dialect {
  const show = (message: Message, stamp: Stamp | undefined) =>
    objectsOf(message, about, stamp).map((object) => escaped(JSON.stringify(object)));
  const dialect = { name: 'json', read: text.read.bind(text), show, numberIn };
  return { ...dialect, styled: ({ joins }) => (joins === 'off' ? { ...dialect, show: withoutOthers(show) } : dialect) };
}

/** Without who else comes and goes. */
const withoutOthers =
  (show: Dialect['show']): Dialect['show'] =>
  (message, stamp) =>
    message.type === 'left' || (message.type === 'joined' && !message.isOwn) ? [] : show(message, stamp);

const NUMBER = /^\{"type":"\w+","id":"\w+\.(\d+)"/;

function numberIn(line: string): number | undefined {
  const [, digits] = NUMBER.exec(line) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What JSON leaves as it is and a terminal does not: DEL, C1, what separates lines, and what changes the direction of text. */
const UNSAFE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (line: string): string =>
  line.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A line of the past is the object that it was, and says that it is past. */
function objectsOf(message: Message, about: About, stamp: Stamp | undefined): readonly object[] {
  if (message.type !== 'past') return [objectOf(message, about, stamp)];
  const { room, lines } = message;
  return lines.map((line) => ({ ...objectOf({ type: 'said', room, ...line }, about, line), past: true }));
}

function objectOf(message: Exclude<Message, { type: 'past' }>, about: About, stamp: Stamp | undefined): object {
  const { version, epoch } = about;
  const placed = stamp && { id: idOf(epoch, stamp), at: utc(stamp.at) };
  switch (message.type) {
    case 'hello':
      return { type: 'hello', server: 'rxchat', version, epoch };
    case 'said': {
      const { type, room, from, text, action } = message;
      return { type, ...placed, room, from, text, action };
    }
    case 'history': {
      const { last, ...data } = message;
      return { ...data, ...(last !== undefined && { last: idOf(epoch, { seq: last }) }) };
    }
    case 'topic': {
      const { type, room, text = null, by } = message;
      return { type, ...(by !== undefined && placed), room, text, by };
    }
    case 'welcome': {
      const { type, room, members } = message;
      return { type, room, members };
    }
    case 'joined': {
      const { type, room, name } = message;
      return { type, ...placed, room, name };
    }
    case 'whispered': {
      const { type, from, text } = message;
      return { type, ...placed, from, text };
    }
    case 'skipped': {
      const { type, lines, first } = message;
      return { type, lines, ...(first !== undefined && { after: idOf(epoch, { seq: first - 1 }) }) };
    }
    case 'who': {
      const { type, name, room, idle, here, behind, away } = message;
      return { type, name, room, idle: seconds(idle), here: seconds(here), behind, away };
    }
    case 'set':
      return { type: message.type, ...message.values };
    case 'left':
    case 'whispering': {
      const { type, ...data } = message;
      return { type, ...placed, ...data };
    }
    case 'help': {
      const { type, entries } = message;
      return { type, entries: entries.map(({ syntax, does }) => ({ syntax, does })) };
    }
    case 'refused': {
      const { type, code, hint = null, line = null } = message;
      return { type, code, hint, line };
    }
    case 'prompt':
    case 'accepted':
    case 'users':
    case 'rooms':
    case 'ignored':
    case 'motd':
    case 'notice':
    case 'end':
      return message;
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
