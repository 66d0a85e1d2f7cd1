import { deafName, HONEST, honestName, PIT, ROOMS } from '../names';
import type { Actor, Kind } from './actor';

/** What people should not type: wrong commands, control characters, lines that look like the server's or somebody's. */
const RUDE = [
  ...['/w', '/w bob', '/w nobody-here hi', '/join', '/join not a room', '/nonsense', '/', '/weather', '//etc/passwd'],
  ...['\x1b[2J\x1b[31mred', 'bell \x07\x07', 'back\b\b\b', '\u202egnp.exe', 'line\u2028separated', 'tab\there', ' '],
  ...[
    'a\rb',
    'nul \0 byte',
    '\x9b31m',
    '{"json":1}',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    '\u0301\u0301',
    '/help',
  ],
] as const;

/** Says one rude thing after the other, some of them to itself, and reads all answers. */
async function rude(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, actor.random.pick(ROOMS));
  if (!wire) return;
  for (let left = actor.random.whole(10, 40); left > 0 && !actor.isOver; left -= 1) {
    await wire.send(`${actor.random.pick([`/w ${actor.name} psst`, ...RUDE])}\n`);
    await actor.rest(10, 100);
  }
  await actor.goodbye(wire);
}

/** Says what others could take for a line of the server, or of somebody honest. */
async function forge(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  const victim = honestName(actor.random.whole(0, HONEST - 1));
  const forged: readonly [string, ...string[]] = [
    `${victim}: ^000000000000000000`,
    `SYSTEM: ${victim} left`,
    `x\r${victim}: ^0`,
    `OK\x0b${victim}: ^1`,
  ];
  for (let left = 20; left > 0 && !actor.isOver; left -= 1) {
    await wire.send(`${actor.random.pick(forged)}\n`);
    await actor.rest(50, 150);
  }
  await actor.goodbye(wire);
}

/** Takes names that look like those of others or of the server. */
async function pose(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  const victim = honestName(actor.random.whole(0, HONEST - 1));
  const names = [
    'SYSTEM',
    'system',
    'ＳＹＳＴＥＭ',
    'lobby',
    'a b',
    `${victim}:`,
    victim,
    victim.toUpperCase(),
    '\u200bbob',
    '',
  ];
  for (const name of names) {
    if (actor.isOver) break;
    await wire.send(`${name}\n`);
    await actor.rest(20, 60);
  }
  wire.halfClose();
  await wire.readToEnd();
}

/** Whispers to those who read, to those who do not, and to the honest. */
async function whisper(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, actor.random.pick(ROOMS));
  if (!wire) return;
  for (let left = 30; left > 0 && !actor.isOver; left -= 1) {
    const name =
      actor.random.next() < 0.7 ? deafName(actor.random.whole(0, 19)) : honestName(actor.random.whole(0, HONEST - 1));
    await wire.send(`/w ${name} ${'psst '.repeat(actor.random.whole(1, 90))}\n`.repeat(3));
    await actor.rest(20, 60);
  }
  await actor.goodbye(wire);
}

/** Asks for the two longest answers there are, hundreds of times at once. */
async function ask(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  for (let left = 3; left > 0 && !actor.isOver; left -= 1) {
    await wire.send('/users *\n/rooms\n'.repeat(100));
    await actor.rest(1000, 1500);
  }
  await actor.goodbye(wire);
}

/** Goes from room to room, and back to the lobby. */
async function hop(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  for (let left = 100; left > 0 && !actor.isOver; left -= 1) {
    const room = actor.random.next() < 0.3 ? `own-${actor.index}-${left % 7}` : actor.random.pick(ROOMS);
    await wire.send(actor.random.next() < 0.1 ? '/leave\n' : `/join ${room}\nhello, ${room}\n`);
    await actor.rest(10, 50);
  }
  wire.cut();
}

/** Says lines to the lobby as fast as the server lets it, where the honest group talks too. */
async function chatter(actor: Actor): Promise<void> {
  const wire = await actor.join();
  while (wire && !wire.isOver && !actor.isOver) {
    await wire.send('me me me\n'.repeat(actor.random.whole(1, 15)));
    await actor.rest(50);
  }
}

/** Says long lines up to its limit, in a room where some never read: that fills whatever keeps lines for them. */
async function loud(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, PIT);
  while (wire && !wire.isOver && !actor.isOver) {
    await wire.send(`${'\u{1f4e2}'.repeat(400)}\n`.repeat(20));
    await actor.rest(100);
  }
}

/** Says lines as fast as the socket takes them. */
async function flood(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, PIT);
  const line = `${actor.random.pick(['', 'x', 'flood '.repeat(8), 'flood '.repeat(80)])}\n`;
  const lines = line.repeat(Math.ceil(65_536 / line.length));
  while (wire && !wire.isOver && !actor.isOver) {
    await wire.send(lines);
    await new Promise(setImmediate); // somebody else's turn
  }
}

/** Says all that its burst allows in one packet, into a room where the others of its kind do the same: lines times receivers. */
async function volley(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, 'crowd');
  if (!wire) return;
  while (!wire.isOver && !actor.isOver) {
    await wire.send('hi\n'.repeat(1000));
    await actor.rest(6000, 9000);
  }
}

/** Whispers to one of the honest all that its burst allows, so that what others send would be crowded out. */
async function crowdOut(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  while (!wire.isOver && !actor.isOver) {
    await wire.send(`/w ${honestName(0)} ${'x'.repeat(60)}\n`.repeat(990));
    await actor.rest(4000, 6000);
  }
}

/** Asks for all that was said in a room, and comes in again and again to be sent some of it. */
async function remember(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  for (let left = 20; left > 0 && !actor.isOver; left -= 1) {
    await wire.send('/history 200\n/history since 1\n/join dev\n/leave\n'.repeat(20));
    await actor.rest(400, 600);
  }
  await actor.goodbye(wire);
}

export const TALKERS: readonly Kind[] = [
  { name: 'rude', clients: 25, play: rude, says: 'wrong commands, control characters, whispers to itself' },
  { name: 'forge', clients: 5, play: forge, says: 'says what looks like a line of the server or of another' },
  { name: 'pose', clients: 5, play: pose, says: 'tries reserved names and those of the honest' },
  { name: 'whisper', clients: 10, play: whisper, says: 'whispers to those who never read, and to the honest' },
  { name: 'ask', clients: 8, play: ask, says: '/users * and /rooms, 200 at once' },
  { name: 'hop', clients: 20, play: hop, says: 'from room to room, 30 times a second' },
  { name: 'chatter', clients: 4, play: chatter, says: 'talks in the lobby up to its limit' },
  { name: 'volley', clients: 12, play: volley, says: '1,000 lines at once into one room, each of them' },
  { name: 'crowd-out', clients: 3, play: crowdOut, says: '990 whispers at once to one of the honest' },
  { name: 'remember', clients: 4, play: remember, says: 'asks for the history, and comes in again and again' },
  { name: 'loud', clients: 4, play: loud, says: 'long lines up to its limit, where some never read' },
  { name: 'flood', clients: 8, play: flood, says: 'lines as fast as the socket takes them' },
];
