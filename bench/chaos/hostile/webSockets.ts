import { FAULTY_KINDS } from '../names';
import type { Random } from '../random';
import type { Wire } from '../wire';
import type { Actor, Kind } from './actor';

const [BOMB, FRAGMENTS] = FAULTY_KINDS;

const OPCODES = { continued: 0x0, text: 0x1, ping: 0x9 } as const;
const FIN = 0x80;
const COMPRESSED = 0x40;

/** A frame as clients send it; its length is what is said, whatever its payload is. */
function frame(first: number, payload: string, length = Buffer.byteLength(payload)): Buffer {
  const mask = Buffer.of(7, 77, 177, 27);
  const size = length < 126 ? Buffer.of(0x80 | length) : Buffer.alloc(9, 0x80 | 127);
  if (length >= 126) size.writeBigUInt64BE(BigInt(length), 1);
  const masked = Buffer.from(payload).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.of(first), size, mask, masked]);
}

const head = (headers: Readonly<Record<string, string>>): string =>
  ['GET /chat HTTP/1.1', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');

const OPENING = {
  Host: 'localhost',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol': 'rxchat.text',
};

/** Opens a WebSocket; nothing where that fails. The answer is waited for, so that both sides count the same clients. */
async function opened(actor: Actor): Promise<Wire | undefined> {
  const wire = await actor.connect(undefined, true);
  if (!wire) return undefined;
  const isOpen = wire.sees(/^HTTP\/1\.1 101 /);
  await wire.send(head(OPENING));
  return (await isOpen) ? wire : undefined;
}

/** WebSockets that are opened and gone again. */
async function upgrade(actor: Actor): Promise<void> {
  const wires = await Promise.all(Array.from({ length: 10 }, () => opened(actor)));
  await wires[0]?.send(frame(FIN | OPCODES.text, `${actor.name}\nhello\n`));
  await actor.leave();
  await actor.rest(20, 200);
}

/** A message in thousands of pieces that never ends, with pings between them. */
async function fragments(actor: Actor): Promise<void> {
  const wire = await opened(actor);
  await wire?.send(frame(FIN | OPCODES.text, `${actor.name}\n`));
  await wire?.send(frame(OPCODES.text, 'x'));
  const piece = Buffer.concat([frame(OPCODES.continued, ''), frame(FIN | OPCODES.ping, 'are you there?')]);
  const pieces = Buffer.concat(Array<Buffer>(500).fill(piece));
  for (let left = 20; left > 0 && wire && !wire.isOver && !actor.isOver; left -= 1) {
    await wire.send(pieces);
    await actor.rest(5, 50);
  }
}

/** What may not be: compressed, far too long, without an end, without a mask, or with an opcode that there is not. */
const BOMBS: readonly [(random: Random) => Buffer, ...((random: Random) => Buffer)[]] = [
  () => frame(FIN | COMPRESSED | OPCODES.text, '\u0000'.repeat(100)),
  () => frame(FIN | OPCODES.text, 'mallory\n', 2 ** 40),
  () => frame(FIN | OPCODES.text, 'mallory\n', 100_000),
  () => frame(FIN | OPCODES.ping, 'x'.repeat(200)),
  () => Buffer.from([FIN | OPCODES.text, 7, ...Buffer.from('mallory')]),
  (random) => frame(FIN | random.whole(3, 7), 'mallory'),
  (random) => Buffer.from(random.bytes(random.whole(1, 3000))),
];

/** Frames that may not be, after those that may or before anything else. */
async function bomb(actor: Actor): Promise<void> {
  const wire = await opened(actor);
  if (!wire) return;
  if (actor.random.next() < 0.5) await wire.send(frame(FIN | OPCODES.text, `${actor.name}\nhello\n`));
  const bytes = actor.random.pick(BOMBS)(actor.random);
  const cut = actor.random.whole(0, bytes.length);
  await wire.send(bytes.subarray(0, cut));
  await actor.rest(0, 20);
  await wire.send(bytes.subarray(cut));
  wire.halfClose();
  await wire.readToEnd();
}

/** Heads that are refused: of other sites, for other names, without an end, or of no request at all. */
const REFUSED: readonly [string, ...string[]] = [
  head({ ...OPENING, Origin: 'https://evil.example' }),
  head({ ...OPENING, Host: 'rebound.example:5000', Origin: 'http://rebound.example:5000' }),
  head({ ...OPENING, 'Sec-WebSocket-Version': '12' }),
  head({ ...OPENING, 'Sec-WebSocket-Key': 'short' }),
  head({ Host: 'localhost', Padding: 'x'.repeat(9000) }),
  'GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgra',
  'GET /chat HTTP/1.1\r\n: no name\r\n\r\n',
];

/** Asks for a WebSocket that it may not have, in pieces. */
async function stranger(actor: Actor): Promise<void> {
  const wire = await actor.connect(undefined, true);
  if (!wire) return;
  const text = actor.random.pick(REFUSED);
  const line = text.indexOf('\r\n') + 2; // cut before that, and left alone, it would be another protocol
  await wire.send(text.slice(0, line));
  await actor.rest(0, 30);
  await wire.send(text.slice(line));
  wire.halfClose();
  await wire.readToEnd();
  await actor.rest(20, 200);
}

/**
 * One of each: with 30 of them the p99 of honest lines was 350 ms in place of 120 ms, on two cores that server, hostile and
 * honest clients share. What makes it so is not known yet.
 */
export const WEB_SOCKETS: readonly Kind[] = [
  { name: 'upgrade', clients: 1, play: upgrade, says: 'opens ten WebSockets, and is gone' },
  { name: FRAGMENTS, clients: 1, play: fragments, says: 'a message in thousands of pieces, with pings' },
  { name: BOMB, clients: 1, play: bomb, says: 'frames that are compressed, endless, or none at all' },
  { name: 'stranger', clients: 1, play: stranger, says: 'asks for WebSockets of other sites, names, or by half' },
];
