import { BLANKS } from '../decode/blank';
import type { EndReason, Message, MessageOf } from '../model/message';
import type { PastLine } from '../model/past';
import type { Style } from '../model/preferences';
import type { Stamp } from '../model/stamp';
import { age } from './age';
import { clock } from './clock';
import type { Dialect, Request } from './dialect';

/** Lines for a person with nc or telnet: what is said as it is said, and a word in capitals before what is not. */
export const text: Dialect = { name: 'text', read, show, styled };

/** The same in a style: with a time, a number, a bell, or without who comes and goes. */
function styled(style: Style): Dialect {
  return { name: 'text', read, show: (message, stamp) => showIn(style, message, stamp), numberIn };
}

/** Solidus and the symbols that are drawn like it; not the letters, with which a text may begin. */
const SLASHES = '/\\u1735\\u2041\\u2044\\u2215\\u2571\\u27cb\\u29f8\\u2f03\\u31d3\\uff0f\\u{1d23a}\\u0337\\u0338';

/** A slash behind blanks and characters that were written out because they cannot be seen. */
const SLASH_FIRST = new RegExp(
  `^(?:[${BLANKS}]|\\\\x[0-9a-f]{2}|\\\\u(?:[0-9a-f]{4}|\\{[0-9a-f]+\\}))*[${SLASHES}]`,
  'u',
);

/** A command that does not exist. */
const NO_COMMAND: Request = { type: 'command', word: '', rest: '' };

/**
 * Commands are matched whole, and a text that begins with a slash has two: `//etc` says `/etc`. What looks like a command
 * without being one, such as ` /w bob hi`, is never said: it may be a whisper.
 */
function read(line: string, isNamed: boolean): Request {
  if (!isNamed) return { type: 'name', name: line };
  if (!line.startsWith('/')) return showsSlashFirst(line) ? NO_COMMAND : { type: 'say', text: line };
  if (line.startsWith('//')) return { type: 'say', text: line.slice(1) };
  const end = line.search(/\s/);
  return end < 0
    ? { type: 'command', word: line.slice(1), rest: '' }
    : { type: 'command', word: line.slice(1, end), rest: line.slice(end).trim() };
}

function showsSlashFirst(line: string): boolean {
  const first = line.charCodeAt(0);
  return !isPlainLetter(first) && SLASH_FIRST.test(line);
}

/** Most lines begin with a letter, which is quicker to see. */
const isPlainLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);

const BELL = '\x07';

function showIn(style: Style, message: Message, stamp: Stamp | undefined): readonly string[] {
  switch (message.type) {
    case 'joined':
      return style.joins === 'off' && !message.isOwn ? [] : marked(style, show(message), stamp);
    case 'left':
      return style.joins === 'off' ? [] : marked(style, show(message), stamp);
    case 'said': {
      const lines = marked(style, show(message), stamp);
      return style.bell === 'all' && !message.isOwn ? lines.map((line) => `${line}${BELL}`) : lines;
    }
    case 'past':
      return message.lines.flatMap((line) => marked(style, [past(line, message.at)], line));
    case 'topic':
      return message.by === undefined ? show(message) : marked(style, show(message), stamp);
    case 'whispered':
    case 'whispering':
      return marked(style, show(message), stamp);
    default:
      return show(message);
  }
}

/** Lines of an event, behind its time and its number where the style has them. */
function marked({ time, ids }: Style, lines: readonly string[], stamp: Stamp | undefined): readonly string[] {
  if (stamp === undefined) return lines;
  const mark = `${time === undefined ? '' : `[${clock(stamp.at, time)}] `}${ids ? `#${String(stamp.seq)} ` : ''}`;
  return lines.map((line) => `${mark}${line}`);
}

const NUMBER = /^(?:\[\d\d:\d\d\] )?#(\d+) /;

function numberIn(line: string): number | undefined {
  const [, digits] = NUMBER.exec(line) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function show(message: Message): readonly string[] {
  switch (message.type) {
    case 'hello':
      return [system(NOT_HERE)];
    case 'prompt':
      return ['Enter username:'];
    case 'accepted':
      return ['OK'];
    case 'said':
      return [`${said(message)}${message.rings ? BELL : ''}`];
    case 'past':
      return message.lines.map((line) => past(line, message.at));
    case 'history':
      return [history(message)];
    case 'topic':
      return [topic(message)];
    case 'motd':
      return message.lines.map(system);
    case 'welcome':
      return [system(welcome(message))];
    case 'whispered':
      return [`WHISPER ${message.from}: ${message.text}${message.rings ? BELL : ''}`];
    case 'whispering':
      return [`WHISPER to ${message.to}: ${message.text}`];
    case 'joined':
      return [system(`${message.name} joined${message.isNew ? '' : ` ${message.roomName}`}`)];
    case 'left':
      return [system(`${message.name} left`)];
    case 'users':
      return [list('USERS', message.names, message.more)];
    case 'rooms':
      return [
        list(
          'ROOMS',
          message.rooms.map(({ name, members }) => `${name}(${String(members)})`),
          message.more,
        ),
      ];
    case 'who':
      return [who(message)];
    case 'set':
      return [
        `SET: ${Object.entries(message.values)
          .map(([name, value]) => `${name}=${value}`)
          .join(' ')}`,
      ];
    case 'ignored':
      return [list('IGNORED', message.names, 0).trimEnd()];
    case 'help':
      return message.entries.map(({ syntax, does }) => `HELP: ${syntax} - ${does}`);
    case 'refused':
      return message.hint === undefined ? [`ERR ${message.code}`] : [`ERR ${message.code}`, system(message.hint)];
    case 'skipped':
      return [skipped(message)];
    case 'notice':
      return [`${message.heading ?? 'SYSTEM'}: ${message.text}`];
    case 'end':
      return [lastLine(message.reason)];
  }
}

const past = (line: PastLine, at: number): string => `PAST ${age(at - line.at)} ${said(line)}`;

const said = ({ from, text, action }: Pick<MessageOf<'said'>, 'from' | 'text' | 'action'>): string =>
  action ? `* ${from} ${text}` : `${from}: ${text}`;

/** Of a long answer, the rest can be asked for. */
function history({ lines, of, more, last }: MessageOf<'history'>): string {
  const footer = `HISTORY: ${String(lines)} of ${counted(of, 'line')}`;
  return more > 0 && last !== undefined ? `${footer}; /history since ${String(last)} goes on` : footer;
}

function topic({ roomName, text, by }: MessageOf<'topic'>): string {
  if (by === undefined) return text === undefined ? system(`${roomName} has no topic`) : `TOPIC: ${text}`;
  return system(text === undefined ? `${by} removed the topic` : `${by} set the topic: ${text}`);
}

const welcome = ({ roomName, members }: MessageOf<'welcome'>): string =>
  `${members === 1 ? '1 person is' : `${String(members)} people are`} in ${roomName}; /help lists the commands`;

const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

function who({ name, room, idle, here, behind, away }: MessageOf<'who'>): string {
  const found = `WHO: ${name} room=${room} idle=${age(idle)} here=${age(here)} behind=${String(behind)}`;
  return away === undefined ? found : `${found} away=${away}`;
}

function skipped({ lines, first, last }: MessageOf<'skipped'>): string {
  const range = first === undefined ? '' : ` #${String(first)}-#${String(last)},`;
  return system(`${counted(lines, 'line')} skipped,${range} your connection is slow`);
}

const system = (sentence: string): string => `SYSTEM: ${sentence}`;

const list = (heading: string, entries: readonly string[], more: number): string =>
  `${heading}: ${(more > 0 ? [...entries, `+${String(more)} more`] : entries).join(',')}`;

const NOT_HERE = 'this port is a chat server for plain text lines';

/** The client of another protocol, or the person who reads its log, can make sense of its line. */
function lastLine(reason: EndReason): string {
  switch (reason) {
    case 'exit':
      return 'Bye';
    case 'shutdown':
      return system('server is shutting down');
    case 'restarting':
      return system('this server restarts; connect again');
    case 'node_lost':
      return system('this server lost the others; connect again');
    case 'http':
      return `HTTP/1.1 400 ${NOT_HERE}, not a web server: connect with nc or telnet`;
    case 'tls':
      return system(`${NOT_HERE}, without TLS: connect with nc or telnet`);
    case 'ssh':
      return system(`${NOT_HERE}, not SSH: connect with nc or telnet`);
    case 'proxy':
      return system(`${NOT_HERE}, without the PROXY protocol: configure the proxy to send no PROXY header`);
    default:
      return `ERR ${reason}`;
  }
}
