import fc from 'fast-check';
import { type Frames, FrameReader, MAX_FRAGMENTS, MAX_MESSAGE_BYTES } from '../../../src/streams/accept/frameReader';
import { cutsOf, inPieces } from '../../helpers/cuts';
import { clientFrame } from '../../helpers/clientFrame';

/** What comes of pieces, put together. */
function read(pieces: readonly Uint8Array[]): { text: string; pings: string[]; over: Frames['over'] } {
  const reader = new FrameReader();
  let text = '';
  const pings: string[] = [];
  let over: Frames['over'];
  for (const piece of pieces) {
    const { lines, ping, ...rest } = reader.read(Buffer.from(piece)); // a copy, as it is unmasked
    text += lines?.toString('latin1') ?? '';
    if (ping) pings.push(ping.toString());
    over ??= rest.over;
  }
  return { text: Buffer.from(text, 'latin1').toString(), pings, over };
}

const text = (payload: string | Uint8Array, options = {}): Buffer => clientFrame('text', payload, options);
const part = (payload: string): Buffer => clientFrame('continuation', payload, { isLast: false });
const last = (payload: string): Buffer => clientFrame('continuation', payload);

describe('FrameReader', () => {
  it('adds a newline behind each message', () => {
    expect(read([text('hello'), text('two\nlines')])).toEqual({
      text: 'hello\ntwo\nlines\n',
      pings: [],
      over: undefined,
    });
  });

  it('passes on a message as it comes, however its frames are cut', () => {
    const frames = [text('h€l', { isLast: false }), clientFrame('ping', 'p'), part('l'), last('o😀')];
    const bytes = Buffer.concat([...frames, text('x'.repeat(200)), text('')]);
    for (const pieces of cutsOf(bytes)) {
      const found = read(pieces);
      expect(found.text.split('\n').filter((line) => line !== '')).toEqual(['h€llo😀', 'x'.repeat(200)]);
      expect(found).toMatchObject({ pings: ['p'], over: undefined });
    }
  });

  it('reads any messages, in any fragments, with pings between them, cut anywhere', () => {
    const messages = fc.array(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(messages, fc.array(fc.nat(4000)), fc.boolean(), (all, cuts, pinged) => {
        const frames = all.flatMap((parts) =>
          parts.flatMap((payload, index) => [
            clientFrame(index === 0 ? 'text' : 'continuation', payload, { isLast: index === parts.length - 1 }),
            ...(pinged ? [clientFrame('ping', '')] : []),
          ]),
        );
        const found = read(inPieces(Buffer.concat(frames), cuts));
        const lines = (whole: string): string[] => whole.split('\n').filter((line) => line !== '');
        expect(lines(found.text)).toEqual(all.flatMap((parts) => lines(parts.join(''))));
        expect(found.over).toBeUndefined();
      }),
    );
  });

  it.each([126, 127, 65_535, 65_536, MAX_MESSAGE_BYTES])('reads a length of %d', (length) => {
    expect(read([text('x'.repeat(length))])).toMatchObject({ text: `${'x'.repeat(length)}\n`, over: undefined });
  });

  it('of several pings in one piece keeps the last', () => {
    expect(read([Buffer.concat([clientFrame('ping', 'a'), clientFrame('ping', 'b')])]).pings).toEqual(['b']);
  });

  it('adds an empty line for each frame that brings none, so that it is paid for', () => {
    expect(read([clientFrame('ping', ''), clientFrame('pong', 'x')]).text).toBe('\n\n');
    expect(read([text('a', { isLast: false }), part(''), clientFrame('ping', ''), last('b')]).text).toBe('ab\n\n\n\n');
  });

  it.each([
    ['a text without a mask', text('hi', { mask: undefined }), 'not_a_frame'],
    ['a reserved bit', text('hi', { reserved: 0x40 }), 'not_a_frame'],
    ['an unknown type', clientFrame(3, 'hi'), 'not_a_frame'],
    ['an unknown type that controls', clientFrame(11, 'hi'), 'not_a_frame'],
    ['a fragment of nothing', last('hi'), 'not_a_frame'],
    ['a text within a message', Buffer.concat([text('a', { isLast: false }), text('b')]), 'not_a_frame'],
    ['a ping in fragments', clientFrame('ping', '', { isLast: false }), 'not_a_frame'],
    ['a ping that is too long', clientFrame('ping', 'x'.repeat(126)), 'not_a_frame'],
    ['a close with half a code', clientFrame('close', '\x03'), 'not_a_frame'],
    ['a close with a code that is not sent', clientFrame('close', Buffer.from([3, 0xed])), 'not_a_frame'],
    ['a close with a reason that is not UTF-8', clientFrame('close', Buffer.from([3, 0xe8, 0xff])), 'not_a_frame'],
    ['a binary message', clientFrame('binary', 'hi'), 'binary'],
    ['what is not UTF-8', text(Buffer.from([0x68, 0xff])), 'invalid_utf8'],
    ['a surrogate', text(Buffer.from([0xed, 0xa0, 0x80])), 'invalid_utf8'],
    ['half a character at the end', text(Buffer.from([0xe2, 0x82])), 'invalid_utf8'],
    ['a message that is too long', text('x'.repeat(MAX_MESSAGE_BYTES + 1)), 'message_too_long'],
    ['a length beyond all numbers', Buffer.from([0x81, 0xff, ...new Array<number>(12).fill(0xff)]), 'message_too_long'],
  ])('ends at %s, and reads nothing after it', (_, bytes, over) => {
    for (const pieces of [[bytes], ...cutsOf(bytes).slice(-1)]) {
      const found = read([...pieces, text('after')]);
      expect(found.over).toBe(over);
      expect(found.text).not.toContain('after');
    }
  });

  it('knows that a message is too long before it has come, and when it comes in fragments', () => {
    expect(read([text('x'.repeat(100_000)).subarray(0, 14)]).over).toBe('message_too_long');
    const half = 'x'.repeat(MAX_MESSAGE_BYTES / 2);
    expect(read([text(half, { isLast: false }), part(half), last('')]).over).toBeUndefined();
    expect(read([text(half, { isLast: false }), part(half), last('x')]).over).toBe('message_too_long');
  });

  it('takes so many fragments of a message and no more, and counts what comes between them', () => {
    const start = text('', { isLast: false });
    const some = (count: number, frame: Buffer): Buffer[] => new Array<Buffer>(count).fill(frame);
    expect(read([start, ...some(MAX_FRAGMENTS - 2, part('')), last('')]).over).toBeUndefined();
    expect(read([start, ...some(MAX_FRAGMENTS - 1, part('')), last('')]).over).toBe('too_many_fragments');
    expect(read([start, ...some(MAX_FRAGMENTS, clientFrame('ping', ''))]).over).toBe('too_many_fragments');
    expect(read(some(2 * MAX_FRAGMENTS, clientFrame('ping', ''))).over).toBeUndefined();
  });

  it.each(['', Buffer.from([3, 0xe8]), Buffer.from([0x0f, 0xa0, 0x62, 0x79, 0x65])])(
    'ends in good order',
    (payload) => {
      expect(read([text('bye'), clientFrame('close', payload), text('after')])).toEqual({
        text: 'bye\n',
        pings: [],
        over: 'ended',
      });
    },
  );

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
        expect(() => read(pieces)).not.toThrow();
      }),
    );
  });
});
