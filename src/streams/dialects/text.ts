import type { ForeignProtocol } from '../decode/recognize';
import type { NameFault } from '../reduce/lookAlikes';
import type { Listing, Refusal, RoomSize } from '../model/outcome';

/** What the server asks of somebody who has no name yet. */
export const PROMPT = 'Enter username:';
export const ACCEPTED = 'OK';
export const FAREWELL = 'Bye';

/** Commands, and what each one does, as `/help` tells it. */
export const HELP: readonly string[] = [
  'HELP: /w NAME TEXT - whisper to one person, in any room',
  'HELP: /users - who is in your room',
  'HELP: /users * - who is on the server',
  'HELP: /join ROOM - go to a room, or open it',
  'HELP: /leave - go back to the lobby',
  'HELP: /rooms - which rooms there are, and how many people are in each',
  'HELP: /help - this list',
  'HELP: /exit - leave the server',
  'HELP: //TEXT - say TEXT with one slash in front of it',
];

/** A line from the server itself. */
export const announcement = (text: string): string => `SYSTEM: ${text}`;

/** What is said to a client that has missed lines. */
export const skippedNotice = (lines: number): string =>
  announcement(`${String(lines)} ${lines === 1 ? 'line' : 'lines'} skipped, your connection is slow`);

/** What is said to everybody when the server stops. */
export const SHUTDOWN = announcement('server is shutting down');

const NAME_RULE = '1 to 16 letters, digits, - or _';

/** What is allowed, for those refusals whose code alone does not say it. */
const HINTS: Partial<Record<Refusal, string>> = {
  username_invalid: `a username is ${NAME_RULE}`,
  room_invalid: `a room name is ${NAME_RULE}`,
  unknown_command: '/help lists the commands; //TEXT says a text that begins with a slash',
};

/** Why a name is refused that follows the rule. */
const FAULTS: Record<NameFault, (kind: string) => string> = {
  mixed_scripts: (kind) => `a ${kind} does not mix Latin, Cyrillic and Greek letters`,
  like_reserved: (kind) => `that ${kind} reads like a reserved word; choose another`,
  like_one_in_use: (kind) => `that ${kind} reads like one in use; choose another`,
};

/** What a client is told when something is refused: the code, and a hint where there is one. */
export function refusal(code: Refusal, fault?: NameFault): readonly string[] {
  const hint = fault ? FAULTS[fault](code === 'room_invalid' ? 'room name' : 'username') : HINTS[code];
  return hint === undefined ? [`ERR ${code}`] : [`ERR ${code}`, announcement(hint)];
}

const NOT_HERE = 'this port is a chat server for plain text lines';

/** What this port is, in a line that a client of another protocol, or the person who reads its log, can make sense of. */
export const WRONG_PORT: Record<ForeignProtocol, string> = {
  http: `HTTP/1.1 400 ${NOT_HERE}, not a web server: connect with nc or telnet`,
  tls: announcement(`${NOT_HERE}, without TLS: connect with nc or telnet`),
  ssh: announcement(`${NOT_HERE}, not SSH: connect with nc or telnet`),
};

/** The people in a room or on the server. */
export const usersLine = (users: Listing<string>): string => listed('USERS', users, (name) => name);

/** The rooms and how many are in each. */
export const roomsLine = (rooms: Listing<RoomSize>): string =>
  listed('ROOMS', rooms, ({ name, members }) => `${name}(${String(members)})`);

/** A listing holds as long as nobody comes or goes, and so does its line: thousands may ask for it at once. */
const madeLines = new WeakMap<Listing<unknown>, string>();

function listed<T>(heading: string, listing: Listing<T>, show: (entry: T) => string): string {
  const made = madeLines.get(listing);
  if (made !== undefined) return made;
  const shown = listing.entries.map(show);
  const line = `${heading}: ${(listing.more > 0 ? [...shown, `+${String(listing.more)} more`] : shown).join(',')}`;
  madeLines.set(listing, line);
  return line;
}
