import { ROOMS } from '../names';
import type { Actor, Kind } from './actor';

const [IAC, SB, SE, GA, NOP] = [255, 250, 240, 249, 241];
const NEGOTIATIONS = [251, 252, 253, 254] as const; // WILL, WONT, DO, DONT

/** Everything in pieces of one byte. */
async function dribble(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  for (const byte of Buffer.from(`${actor.name}\ngr\u00fc\u00dfe, \u{1f44b}\n/users\n/rooms\nhello\n`)) {
    if (actor.isOver) break;
    await wire.send(Uint8Array.of(byte));
    await actor.rest(1, 10);
  }
  await actor.goodbye(wire);
}

/** Megabytes without a newline. */
async function endless(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, actor.random.pick(ROOMS));
  const piece = Buffer.alloc(65_536, actor.random.pick(['a', '\u00e4', '\0', '/']));
  for (let left = 128; left > 0 && wire && !actor.isOver; left -= 1) {
    await wire.send(piece);
    await actor.rest(1, 5);
  }
}

/** Random bytes. Without the slash: what becomes of commands is counted on both sides elsewhere. */
async function noise(actor: Actor): Promise<void> {
  const wire = await actor.connect(actor.chat, true);
  await wire?.send('\n');
  for (let left = 20; left > 0 && wire && !actor.isOver; left -= 1) {
    await wire.send(actor.random.bytes(actor.random.whole(1, 3000)).map((byte) => (byte === 0x2f ? 0x0a : byte)));
    await actor.rest(5, 50);
  }
}

/** Telnet negotiation without end, cut anywhere, in the middle of words. */
async function telnet(actor: Actor): Promise<void> {
  const wire = await actor.connect(actor.chat, true);
  if (!wire) return;
  const { random } = actor;
  const option = (): number[] => [IAC, random.pick(NEGOTIATIONS), random.whole(0, 254)];
  const rest = (): number[] =>
    random.pick([
      [IAC, GA],
      [IAC, NOP],
      [IAC, SB, 24, 1, IAC, SE],
      [IAC, IAC],
    ]);
  await wire.send(`${actor.name}\n`);
  for (let left = 40; left > 0 && !actor.isOver; left -= 1) {
    const said = Buffer.from(
      Array.from({ length: random.whole(1, 30) }, () => (random.next() < 0.8 ? option() : rest())).flat(),
    );
    const cut = random.whole(0, said.length);
    await wire.send(said.subarray(0, cut));
    await actor.rest(1, 30);
    await wire.send(said.subarray(cut));
    await wire.send('hi\n');
  }
  wire.halfClose();
  await wire.readToEnd();
}

/** What clients of other protocols send first. */
const OPENINGS: readonly [Buffer, ...Buffer[]] = [
  Buffer.from('GET / HTTP/1.1\r\nHost: chat\r\nUser-Agent: browser\r\n\r\n'),
  Buffer.from('POST /say HTTP/1.1\r\nContent-Length: 20\r\n\r\nmallory\nI am a form\n'),
  Buffer.from('OPTIONS * HTTP/1.0\r\n\r\n'),
  Buffer.from([0x16, 3, 1, 0, 60, 1, 0, 0, 56, 3, 3, ...Array.from({ length: 54 }, (_, index) => index * 4)]),
  Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'),
  Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 4711 5000\r\nmallory\r\nhello\r\n'),
  Buffer.from(
    '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\x1f\x90\x13\x88mallory\r\nhello\r\n',
    'latin1',
  ),
];

/** Takes the port for another one. */
async function misdial(actor: Actor): Promise<void> {
  const wire = await actor.connect(undefined, true); // lines of HTTP end by CR LF
  if (!wire) return;
  await wire.send(actor.random.pick(OPENINGS));
  await wire.readToEnd();
  await actor.rest(20, 200);
}

/** Lines that are too long in bytes or in characters, and lines that are not UTF-8. */
async function overlong(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  const { random } = actor;
  for (let left = 20; left > 0 && !actor.isOver; left -= 1) {
    await wire.send(`${'x'.repeat(random.pick([513, 4095, 4096, 4097, 100_000]))}\n`);
    await wire.send(
      Buffer.concat([
        Buffer.from('caf'),
        random.pick([Buffer.of(0xe9), Buffer.of(0xc0, 0xaf), Buffer.of(0xed, 0xa0, 0x80)]),
        Buffer.of(0x0a),
      ]),
    );
    await actor.rest(20, 100);
  }
  await actor.goodbye(wire);
}

export const BYTES: readonly Kind[] = [
  { name: 'dribble', clients: 20, play: dribble, says: 'sends one byte at a time' },
  { name: 'endless', clients: 6, play: endless, says: '8 MiB without a newline' },
  { name: 'noise', clients: 10, play: noise, says: 'random bytes' },
  { name: 'telnet', clients: 10, play: telnet, says: 'telnet negotiation without end, cut anywhere' },
  { name: 'misdial', clients: 10, play: misdial, says: 'begins with HTTP, TLS, SSH or a PROXY header' },
  { name: 'overlong', clients: 8, play: overlong, says: 'lines that are too long, or not UTF-8' },
];
