import fc from 'fast-check';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import { deflateRawSync } from 'node:zlib';
import { FRAME_FAULTS, type FrameFault } from '../../src/streams/accept/closeCodes';
import { MAX_FRAGMENTS, MAX_MESSAGE_BYTES } from '../../src/streams/accept/frameReader';
import { clientFrame } from '../helpers/clientFrame';
import { inPieces } from '../helpers/cuts';

/** What a hostile client does on a connection of its own, after which the server has to be rid of it. */
export interface Attack {
  /** The version of TLS that it has shaken hands for before, or none. */
  readonly within?: SecureVersion;
  readonly bytes: Uint8Array;
  /** Where its bytes are cut. */
  readonly cuts: readonly number[];
  /** What comes behind the bytes: it ends its side, it asks for another handshake, or it waits for the server to end. */
  readonly then: 'ends' | 'renegotiates' | 'waits';
  /** Whether the bytes go beside TLS, and not through it. */
  readonly isBeside?: true;
  /** All that it may receive, as latin1. */
  readonly answer: RegExp;
}

const RESERVED_BIT = 0x40; // what is compressed has it
const NAME = clientFrame('text', 'mallory'); // nobody may hear of it

/** What a hello begins with: a record of 512 bytes with one message, of TLS 1.2. */
const HELLO = Buffer.concat([Buffer.of(0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3), Buffer.alloc(506)]);

const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const request = (...headers: readonly string[]): Buffer =>
  Buffer.from(['GET /chat HTTP/1.1', ...headers, ...HANDSHAKE, '', ''].join('\r\n'));
const OPENING = request('Host: localhost', 'Sec-WebSocket-Extensions: permessage-deflate');

const version = fc.constantFrom('TLSv1.2' as const, 'TLSv1.3' as const);
const webWithin = fc.option(version, { nil: undefined });
const cuts = fc.array(fc.nat(2000), { maxLength: 4 });

/** Frames with a fault, behind a good handshake. */
const faulty = (fault: FrameFault, frames: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Attack> =>
  fc.record({ within: webWithin, frames, cuts }).map(({ within, frames, cuts }) => ({
    ...(within && { within }),
    bytes: Buffer.concat([OPENING, frames, NAME]),
    cuts,
    then: 'waits',
    answer: closedFor(fault),
  }));

/** An opened WebSocket without an extension, which is closed with the code of a fault. */
function closedFor(fault: FrameFault): RegExp {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(FRAME_FAULTS[fault]);
  return new RegExp(`^HTTP/1\\.1 101 (?![^]*permessage-deflate)[^]*\\x88[^]${code.toString('latin1')}${fault}$`);
}

const refusedWith = (status: number, within: SecureVersion | undefined, bytes: Buffer): Attack => ({
  ...(within && { within }),
  bytes: Buffer.concat([bytes, NAME]),
  cuts: [],
  then: 'waits',
  answer: new RegExp(`^HTTP/1\\.1 ${status} `),
});

/** The kinds of hostile input for each transport, by what they are. */
export const KINDS = {
  'hellos of TLS that are cut off, or are none': fc
    .record({ kept: fc.integer({ min: 2, max: 150 }), junk: fc.option(fc.uint8Array({ maxLength: 400 })), cuts })
    .map(({ kept, junk, cuts }) => ({
      bytes: junk ? Buffer.concat([Buffer.of(0x16, 3, 1), junk]) : HELLO.subarray(0, kept),
      cuts,
      then: 'ends',
      answer: /^(\x15\x03[^]*)?$/, // an alert at most
    })),
  'bytes behind a handshake of TLS that are none of it': fc
    .record({ within: version, junk: fc.uint8Array({ minLength: 5, maxLength: 255 }) })
    .map(({ within, junk }) => ({
      within,
      bytes: Buffer.concat([Buffer.of(0x17, 3, 3, 0, junk.length), junk]),
      cuts: [],
      isBeside: true,
      then: 'waits',
      answer: /^$/,
    })),
  'another handshake within TLS': fc.constant({
    within: 'TLSv1.2',
    bytes: Buffer.alloc(0),
    cuts: [],
    then: 'renegotiates',
    answer: /^$/,
  }),
  'requests that are cut off': fc
    .record({ within: webWithin, kept: fc.integer({ min: 5, max: OPENING.length - 1 }), cuts })
    .map(({ within, kept, cuts }) => ({
      ...(within && { within }),
      bytes: OPENING.subarray(0, kept),
      cuts,
      then: 'ends',
      answer: /^(HTTP\/1\.1 400 [^]*|Enter username:\nERR username_invalid\n[^]*)?$/, // half a line of it is no name
    })),
  'floods of upgrades on one connection': fc.integer({ min: 2, max: 40 }).map((count) => ({
    bytes: Buffer.concat(Array<Buffer>(count).fill(OPENING)),
    cuts: [],
    then: 'waits',
    answer: closedFor('not_a_frame'), // what follows the first one is read as frames
  })),
  'pages of other sites': fc
    .record({ within: webWithin, site: fc.domain() })
    .map(({ within, site }) => refusedWith(403, within, request('Host: localhost', `Origin: https://${site}`))),
  'names that lead here': fc
    .domain()
    .map((name) => refusedWith(421, undefined, request(`Host: ${name}`, `Origin: http://${name}`))),
  'bombs that are compressed': faulty(
    'not_a_frame',
    fc
      .integer({ min: 1, max: 8_000_000 })
      .map((size) => clientFrame('text', deflateRawSync(Buffer.alloc(size)), { reserved: RESERVED_BIT })),
  ),
  'bombs of fragments': faulty(
    'too_many_fragments',
    fc.integer({ min: 0, max: 2000 }).map((more) => {
      const fragment = clientFrame('continuation', '', { isLast: false });
      const fragments = Array<Buffer>(MAX_FRAGMENTS + more).fill(fragment);
      return Buffer.concat([clientFrame('text', '', { isLast: false }), ...fragments]);
    }),
  ),
  'messages that are too long': faulty(
    'message_too_long',
    fc
      .integer({ min: 1, max: 100_000 })
      .map((more) => clientFrame('text', Buffer.alloc(MAX_MESSAGE_BYTES + more)).subarray(0, 20)), // its head says so
  ),
  'frames that are none': faulty(
    'not_a_frame',
    fc.oneof(
      fc.string({ maxLength: 300 }).map((text) => clientFrame('text', text, { mask: undefined })),
      fc.constantFrom(3, 7, 11, 15).map((opcode) => clientFrame(opcode, 'mallory\n')),
      fc.integer({ min: 126, max: 300 }).map((size) => clientFrame('ping', Buffer.alloc(size))),
      fc.constantFrom('ping' as const, 'close' as const).map((type) => clientFrame(type, 'mallory', { isLast: false })),
      fc.constant(clientFrame('continuation', 'mallory\n')),
    ),
  ),
} as const satisfies Readonly<Record<string, fc.Arbitrary<Attack>>>;

/**
 * Carries an attack out.
 *
 * @param port the port of the chat
 * @param attack what to do
 * @returns all that came back, as latin1, once the connection is over
 */
export async function carryOut(port: number, attack: Attack): Promise<string> {
  const raw = connectTcp({ port, host: '127.0.0.1', noDelay: true });
  const socket = attack.within ? await within(raw, attack.within) : raw;
  const got: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => got.push(bytes));
  const over = new Promise((resolve) => socket.once('close', resolve));
  for (const each of [socket, raw]) each.on('error', () => each.destroy()); // a reset ends it too
  for (const piece of inPieces(attack.bytes, attack.cuts)) {
    (attack.isBeside ? raw : socket).write(piece);
    await setImmediate();
  }
  if (attack.then === 'ends') socket.end();
  if (attack.then === 'renegotiates') (socket as TLSSocket).renegotiate({}, () => undefined);
  await over;
  raw.destroy();
  return Buffer.concat(got).toString('latin1');
}

async function within(raw: Socket, only: SecureVersion): Promise<TLSSocket> {
  const socket = connectTls({ socket: raw, minVersion: only, maxVersion: only, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return socket;
}
