import { isUtf8 } from 'node:buffer';
import { COMMANDS } from '../../src/streams/reduce/commands/commands';
import { heard, isBlank, showsSlashFirst } from './modelText';

/** Something that a client gets to see: a line, the end of its connection, or a farewell, which is both. */
export interface Told {
  readonly client: number;
  readonly line?: string;
  readonly end?: true;
}

/** How many are let in, and how long they may take to name themselves. */
export interface House {
  readonly places: number;
  readonly placesPerAddress: number;
  readonly patience: number;
  /** How late the event loop may be until nobody is let in. */
  readonly hurry: number;
  /** How long one may say nothing. */
  readonly silence: number;
  /** How many may come from one address at once, and how often one more, in ms. */
  readonly rush: number;
  readonly pace: number;
}

const OPEN_HOUSE: House = {
  ...{ places: Infinity, placesPerAddress: Infinity, patience: Infinity, silence: Infinity },
  ...{ rush: Infinity, pace: 0, hurry: Infinity },
};

interface Person {
  readonly client: number;
  readonly address: string;
  readonly since: number;
  /** When it last said anything. */
  heard: number;
  /** A line whose end has not come yet, a character for each byte. */
  unfinished: string;
  /** The byte before, a character. */
  last: string;
  /** Inside of a line that was refused as too long. */
  skipping: boolean;
  hasSpoken: boolean;
  name: string;
  room: string;
  /** The names that it ignores, as shown. */
  ignored: string[];
  /** Who whispered to it last, and when that became another one than before, unless it knows. */
  lastWhisper: { readonly from: string; readonly changedAt: number } | undefined;
  /** Has been sent away: what it still says is not heard. */
  leaving: boolean;
  /** Was turned away at the door, and takes up no place. */
  refused: boolean;
}

export const LOBBY = 'lobby';
export const SHUTDOWN = 'SYSTEM: server is shutting down';
const RESERVED = [
  ...['system', 'users', 'rooms', 'whisper', 'help', 'err', 'ok', 'bye', 'past', 'history', 'topic', 'who', 'notice'],
  ...['bans', 'ignored', 'set', 'to', 'server', 'lobby'],
];
/** Of the letters and marks that specs type, those that no name has where specs type them. */
const NOT_IN_NAMES = ['\u17d2', '\u0335', '\u0307', '\u02d0', '\u30fc', '\u{13441}', 'l\u200c', '\u0301\u0301'];
const WRONG_PORT =
  'HTTP/1.1 400 this port is a chat server for plain text lines, not a web server: connect with nc or telnet';
const RULE = '1 to 16 letters, digits, - or _';
/** Names that read alike, as far as specs use them: whoever has one of a row, the first in any case, keeps the others away. */
const LOOK_ALIKES = [
  ['alice', 'AIice', 'ALlCE', 'a1ice'],
  ['bob', 'B0B', 'вов', 'ВоВ'],
  ['ops', '0ps', 'орѕ'],
  ['lobby', 'l0bby', '1obby'],
  ['system', 'ЅУЅТЕМ', 'systern'],
];
const FOOLS = {
  scripts: (kind: string) => `SYSTEM: a ${kind} does not mix Latin, Cyrillic and Greek letters`,
  reserved: (kind: string) => `SYSTEM: that ${kind} reads like a reserved word; choose another`,
  inUse: (kind: string) => `SYSTEM: that ${kind} reads like one in use; choose another`,
};
const WAY_OUT = 'SYSTEM: /exit leaves the server';
const WAY_OUT_UNNAMED = 'SYSTEM: to leave, choose a username and type /exit, or close the connection';
/** What a terminal sends for its keys, as far as specs press them. */
const KEYS = /\x1b(?:\[[\d;]*[A-HPQRSZu~]|\[\[[A-E]|O[A-D])/g;
const HINTS: Record<string, string> = {
  username_invalid: `SYSTEM: a username is ${RULE}`,
  room_invalid: `SYSTEM: a room name is ${RULE}`,
  unknown_command: 'SYSTEM: /help lists the commands; //TEXT says a text that begins with a slash',
};

/**
 * The chat as one would tell it to a friend: a list of people, a list of rooms, and who gets to read what. It is written
 * from docs/protocol.md, shares no line with src, and searches its lists from the start each time: where it and the server
 * disagree, it should be easy to see who is right.
 */
export class ChatModel {
  people: Person[] = [];
  /** The rooms that exist, by how they are compared, with the name that is shown. */
  rooms: Record<string, string> = { [LOBBY]: LOBBY };
  stopping = false;
  busy = false;
  now = 0;
  /** How many more may come from an address right now, and since when it is so. */
  welcomes: Record<string, { readonly left: number; readonly at: number }> = {};
  /** All that clients were told, in order; whoever has looked at it may empty it. */
  told: Told[] = [];

  constructor(private house: House = OPEN_HOUSE) {}

  /** From here on other limits hold; whoever is in stays. */
  changes(house: Partial<House>): void {
    this.house = { ...this.house, ...house };
  }

  copy(): ChatModel {
    const copy = new ChatModel(this.house);
    copy.people = this.people.map((person) => ({ ...person, ignored: [...person.ignored] }));
    copy.rooms = { ...this.rooms };
    copy.welcomes = { ...this.welcomes };
    copy.stopping = this.stopping;
    copy.busy = this.busy;
    copy.now = this.now;
    copy.told = [...this.told];
    return copy;
  }

  connects(client: number, address = '127.0.0.1', at = 0): void {
    const inside = this.people.filter(({ refused }) => !refused);
    const blank = { unfinished: '', last: '', skipping: false, hasSpoken: false, name: '', room: '', leaving: false };
    const person = { ...blank, ignored: [], lastWhisper: undefined };
    const newcomer = { client, address, since: at, heard: at, ...person, refused: false };
    this.people.push(newcomer);
    if (this.stopping) this.turnsAway(newcomer, SHUTDOWN);
    else if (inside.length >= this.house.places) this.turnsAway(newcomer, 'ERR server_full');
    else if (this.busy) this.turnsAway(newcomer, 'ERR server_busy');
    else if (inside.filter((other) => other.address === address).length >= this.house.placesPerAddress)
      this.turnsAway(newcomer, 'ERR too_many_connections');
    else if (!this.welcomesOneMore(address, at)) this.turnsAway(newcomer, 'ERR too_many_connections');
    else this.tells(client, 'Enter username:');
  }

  /** The client has sent bytes. */
  sends(client: number, bytes: Uint8Array): void {
    const person = this.person(client);
    if (!person) return;
    for (const byte of Buffer.from(bytes).toString('latin1')) this.types(person, byte);
  }

  /** One byte more of a line, or what a terminal does with it. */
  private types(person: Person, byte: string): void {
    const isBehindReturn = person.last === '\r';
    person.last = byte;
    if (byte === '\0' && isBehindReturn) return;
    if (byte === '\n' || byte === '\r') {
      if (!person.skipping) this.hears(person, person.unfinished);
      this.beginsALine(person);
    } else if (byte === '\b' || byte === '\x7f') person.unfinished = person.unfinished.replace(/[^][\x80-\xbf]*$/, '');
    else if (byte === '\x15') this.beginsALine(person);
    else if (byte === '\x03' || (byte === '\x04' && person.unfinished === '' && !person.skipping)) {
      this.beginsALine(person);
      this.answers(person, person.name ? WAY_OUT : WAY_OUT_UNNAMED);
    } else if (byte === '\x05') this.answers(person, 'SYSTEM: yes, the server is here');
    else if (!person.skipping) person.unfinished += byte;
    if (person.unfinished.length <= 4096) return;
    person.unfinished = '';
    person.skipping = true;
    person.hasSpoken = true;
    person.heard = this.now;
    this.refuses(person, 'line_too_long');
  }

  private beginsALine(person: Person): void {
    person.unfinished = '';
    person.skipping = false;
  }

  private answers(person: Person, sentence: string): void {
    if (person.leaving) return;
    person.hasSpoken = true;
    person.heard = this.now;
    this.tells(person.client, sentence);
    if (!person.name) this.tells(person.client, 'Enter username:');
  }

  /** The client has ended its side of the connection: a last line without an end counts. */
  ends(client: number): void {
    const person = this.person(client);
    if (!person) return;
    if (!person.skipping) this.hears(person, person.unfinished);
    if (!person.leaving) this.told.push({ client, end: true });
    this.breaks(client);
  }

  /** The client is gone, and gets to see nothing more. */
  breaks(client: number): void {
    const person = this.person(client);
    this.people = this.people.filter((other) => other !== person);
    if (person) this.loses(person);
  }

  /** Time has passed. */
  looksAtTheClock(now: number): void {
    this.now = now;
    for (const person of this.people)
      if (!person.name && !person.leaving && now - person.since >= this.house.patience)
        this.sendsAway(person, 'ERR registration_timeout');
    const idle = this.people
      .filter((person) => !person.leaving && now - person.heard >= this.house.silence)
      .sort((a, b) => a.heard - b.heard || a.client - b.client);
    const seats = idle.map(({ name, room }) => ({ name, room }));
    for (const person of idle) this.sendsAway(person, 'ERR idle_timeout');
    for (const { name, room } of seats) {
      if (name) this.tellsRoom(room, `SYSTEM: ${name} left`);
      this.closes(room);
    }
  }

  /** The server's own work is late by so many milliseconds. */
  isLate(lag: number): void {
    if (lag > this.house.hurry) this.busy = true;
    if (lag < this.house.hurry / 2) this.busy = false;
  }

  /** The server stops. */
  stops(): void {
    this.stopping = true;
    for (const person of this.people) {
      if (person.leaving) continue;
      person.leaving = true;
      this.told.push({ client: person.client, line: SHUTDOWN, end: true });
    }
    this.rooms = { [LOBBY]: LOBBY };
  }

  /** Those who are in a room. */
  members(room: string): Person[] {
    return this.people.filter((person) => person.name && !person.leaving && person.room === room);
  }

  /** Everybody who has a name, whatever the room. */
  get named(): Person[] {
    return this.people.filter((person) => person.name && !person.leaving);
  }

  /** Whether an address may send one more, who then has come. */
  private welcomesOneMore(address: string, now: number): boolean {
    const { rush, pace } = this.house;
    const { left, at } = this.welcomes[address] ?? { left: rush, at: now };
    const leftNow = Math.min(rush, left + (now - at) / pace);
    if (rush === Infinity) return true;
    this.welcomes[address] = { left: leftNow >= 1 ? leftNow - 1 : leftNow, at: now };
    return leftNow >= 1;
  }

  private hears(person: Person, bytes: string): void {
    const line = Buffer.from(bytes.replace(KEYS, ''), 'latin1');
    if (line.length === 0) return;
    person.heard = this.now;
    const isFirst = !person.hasSpoken;
    person.hasSpoken = true;
    if (!isUtf8(line)) this.refuses(person, 'invalid_utf8');
    else if (Array.from(line.toString()).length > 512) this.refuses(person, 'message_too_long');
    else this.reads(person, heard(line.toString()), isFirst);
  }

  private reads(person: Person, text: string, isFirst: boolean): void {
    if (person.leaving) return;
    if (isFirst && /^[A-Z]+ \S+ HTTP/.test(text)) this.sendsAway(person, WRONG_PORT);
    else if (!person.name) this.names(person, text.trim());
    else if (text.startsWith('//')) this.says(person, `${person.name}: ${text.slice(1)}`);
    else if (text.startsWith('/')) this.obeys(person, ...split(text));
    else if (showsSlashFirst(text)) this.refuses(person, 'unknown_command');
    else if (text !== '') this.says(person, `${person.name}: ${text}`);
  }

  private names(person: Person, name: string): void {
    if (!isName(name) || RESERVED.includes(keyOf(name))) this.refuses(person, 'username_invalid');
    else if (this.named.some((other) => keyOf(other.name) === keyOf(name))) this.refuses(person, 'username_taken');
    else if (isMixed(name)) this.refuses(person, 'username_invalid', FOOLS.scripts('username'));
    else if (this.named.some((other) => lookAlike(other.name, name)))
      this.refuses(person, 'username_invalid', FOOLS.inUse('username'));
    else if (RESERVED.some((word) => lookAlike(word, name)))
      this.refuses(person, 'username_invalid', FOOLS.reserved('username'));
    else {
      person.name = name;
      person.room = LOBBY;
      this.tells(person.client, 'OK');
      this.tellsRoom(LOBBY, `SYSTEM: ${name} joined`);
      const { length } = this.members(LOBBY);
      if (length > 1)
        this.tells(person.client, `SYSTEM: ${String(length)} people are in lobby; /help lists the commands`);
    }
  }

  private obeys(person: Person, command: string, rest: string): void {
    const { client } = person;
    if (command === '/w') this.whispers(person, ...split(rest));
    else if (command === '/r') this.replies(person, rest);
    else if (command === '/ignore' || command === '/unignore') this.ignores(person, command, rest);
    else if (command === '/users' && rest === '') this.tells(client, usersLine(this.members(person.room)));
    else if (command === '/users' && rest === '*') this.tells(client, usersLine(this.named));
    else if (command === '/join') this.moves(person, rest);
    else if (command === '/leave' && rest === '') this.moves(person, LOBBY);
    else if (command === '/rooms' && rest === '') {
      const sizes = Object.entries(this.rooms).sort(([, a], [, b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const rooms = sizes.map(([room, title]) => `${title}(${String(this.members(room).length)})`);
      this.tells(client, `ROOMS: ${rooms.join(',')}`);
    } else if (command === '/help' && rest === '') for (const line of HELP) this.tells(client, line);
    else if (command === '/exit' && rest === '') {
      this.told.push({ client, line: 'Bye', end: true });
      this.loses(person);
      person.leaving = true;
    } else this.refuses(person, 'unknown_command');
  }

  private whispers(person: Person, to: string, text: string): void {
    const other = this.named.find(({ name }) => keyOf(name) === keyOf(to));
    if (isBlank(text)) this.refuses(person, 'whisper_usage');
    else if (!other) this.refuses(person, 'user_not_found');
    else if (other === person) this.refuses(person, 'cannot_whisper_self');
    else {
      const isIgnored = ignores(other, person.name);
      if (!isIgnored) this.tells(other.client, `WHISPER ${person.name}: ${text}`);
      const last = other.lastWhisper;
      if (!isIgnored && (!last || keyOf(last.from) !== keyOf(person.name)))
        other.lastWhisper = { from: person.name, changedAt: last ? this.now : -Infinity };
      this.tells(person.client, `WHISPER to ${other.name}: ${text}`);
    }
  }

  private replies(person: Person, text: string): void {
    const last = person.lastWhisper;
    if (isBlank(text))
      this.refuses(person, 'reply_usage', 'SYSTEM: /r TEXT replies to the one who whispered to you last');
    else if (!last) this.refuses(person, 'reply_to_nobody');
    else if (this.now - last.changedAt < 2000) {
      person.lastWhisper = { ...last, changedAt: -Infinity };
      const hint = `SYSTEM: ${last.from} whispered last; enter it again to reply to ${last.from}`;
      this.refuses(person, 'reply_changed', hint);
    } else this.whispers(person, last.from, text);
  }

  private ignores(person: Person, command: string, name: string): void {
    const isMore = command === '/ignore';
    const others = person.ignored.filter((other) => keyOf(other) !== keyOf(name));
    const isKnown = others.length < person.ignored.length;
    const usage = 'SYSTEM: /ignore NAME ignores one name, whether it is in use or not';
    if (!isMore && !isKnown) this.refuses(person, 'not_ignored', 'SYSTEM: /ignore lists whom you ignore');
    else if (isMore && name !== '' && (!isName(name) || RESERVED.includes(keyOf(name))))
      this.refuses(person, 'ignore_usage', usage);
    else if (isMore && keyOf(name) === keyOf(person.name)) this.refuses(person, 'cannot_ignore_self');
    else {
      const shown = this.named.find((other) => keyOf(other.name) === keyOf(name))?.name ?? name;
      if (!isMore) person.ignored = others;
      else if (name !== '' && !isKnown) person.ignored.push(shown);
      const names = person.ignored.toSorted((a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))));
      this.tells(person.client, `IGNORED: ${names.join(',')}`.trimEnd());
    }
  }

  private moves(person: Person, title: string): void {
    const room = keyOf(title);
    const left = person.room;
    if (!isName(title) || (RESERVED.includes(room) && room !== LOBBY)) this.refuses(person, 'room_invalid');
    else if (this.rooms[room] === undefined && isMixed(title))
      this.refuses(person, 'room_invalid', FOOLS.scripts('room name'));
    else if (this.rooms[room] === undefined && Object.values(this.rooms).some((other) => lookAlike(other, title)))
      this.refuses(person, 'room_invalid', FOOLS.inUse('room name'));
    else if (this.rooms[room] === undefined && RESERVED.some((word) => lookAlike(word, title)))
      this.refuses(person, 'room_invalid', FOOLS.reserved('room name'));
    else if (room !== left) {
      person.room = room;
      this.rooms[room] ??= title;
      this.tellsRoom(left, `SYSTEM: ${person.name} left`);
      this.tellsRoom(room, `SYSTEM: ${person.name} joined ${this.rooms[room]}`);
      this.closes(left);
    }
  }

  /** The others in its room hear that a person is gone, where it was in one and they have not heard it before. */
  private loses(person: Person): void {
    if (!person.name || person.leaving) return;
    for (const other of this.members(person.room))
      if (other !== person) this.tells(other.client, `SYSTEM: ${person.name} left`);
    const room = person.room;
    person.room = '';
    this.closes(room);
  }

  private closes(room: string): void {
    if (room === LOBBY || this.members(room).length > 0) return;
    this.rooms = Object.fromEntries(Object.entries(this.rooms).filter(([key]) => key !== room));
  }

  private turnsAway(person: Person, line: string): void {
    person.refused = true;
    this.sendsAway(person, line);
  }

  private sendsAway(person: Person, line: string): void {
    person.leaving = true;
    this.told.push({ client: person.client, line, end: true });
  }

  private refuses(person: Person, code: string, hint = HINTS[code]): void {
    if (person.leaving) return;
    this.tells(person.client, `ERR ${code}`);
    if (hint !== undefined) this.tells(person.client, hint);
    if (!person.name) this.tells(person.client, 'Enter username:');
  }

  private tells(client: number, line: string): void {
    this.told.push({ client, line });
  }

  /** All in the room, but those who ignore the one who says it. */
  private says(person: Person, line: string): void {
    for (const other of this.members(person.room)) if (!ignores(other, person.name)) this.tells(other.client, line);
  }

  private tellsRoom(room: string, line: string): void {
    for (const { client } of this.members(room)) this.tells(client, line);
  }

  /** Nobody where the server is done with the client, whatever it still sends. */
  private person(client: number): Person | undefined {
    return this.people.find((other) => other.client === client);
  }
}

const ignores = ({ ignored }: Person, name: string): boolean => ignored.some((other) => keyOf(other) === keyOf(name));

/** How names are compared. */
export const keyOf = (name: string): string =>
  name
    .replace(/[\u200c\u200d]/g, '')
    .normalize('NFKC')
    .toLowerCase();

function lookAlike(one: string, other: string): boolean {
  const stands = (row: readonly string[], name: string): boolean => row[0] === keyOf(name) || row.includes(name);
  return LOOK_ALIKES.some((row) => stands(row, one) && stands(row, other));
}

function isMixed(name: string): boolean {
  return [/[a-z]/i, /[\u0400-\u052f]/, /[\u0370-\u03ff]/].filter((letters) => letters.test(name)).length > 1;
}

function isName(name: string): boolean {
  const characters = Array.from(new Intl.Segmenter().segment(name)).length;
  if (NOT_IN_NAMES.some((part) => name.includes(part)) || /\p{M}{4}/u.test(name)) return false;
  return (
    /^(?:[\p{L}\p{Nd}]\p{M}*|[-_]|(?<=[\u06cc\u0dca])[\u200c\u200d])+$/u.test(name) &&
    characters <= 16 &&
    Buffer.byteLength(name) <= 64
  );
}

function usersLine(people: readonly Person[]): string {
  const names = people.map(({ name }) => Buffer.from(name)).sort((a, b) => Buffer.compare(a, b));
  return `USERS: ${names.join(',')}`;
}

/** The first word and the rest, both without the space around them. */
function split(text: string): [word: string, rest: string] {
  const [word = ''] = text.split(/\s/);
  return [word, text.slice(word.length).trim()];
}

/** What the commands say of themselves; the specs of the commands and the pages hold it. */
const HELP = COMMANDS.flatMap(({ help }) => help.map(({ syntax, does }) => `HELP: ${syntax} - ${does}`));
