import fc from 'fast-check';
import { Unframed } from '../../bench/chaos/unframed';
import { frameOf, OPCODE } from '../../src/streams/accept/webSocketFrames';
import { inPieces } from '../helpers/cuts';

const HEAD = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

/** What is taken of bytes that come in pieces. */
function taken(bytes: Uint8Array, cuts: readonly number[] = []): string {
  const all: Uint8Array[] = [];
  const unframed = new Unframed((piece) => all.push(piece));
  for (const piece of inPieces(bytes, cuts)) unframed.add(Buffer.from(piece));
  return Buffer.concat(all).toString();
}

describe('what a hostile client takes out of frames', () => {
  it('is the text in them, however they are cut', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 5 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(2000)), (said, cuts) => {
        const frames = said.flatMap((text) => [
          frameOf(OPCODE.text, Buffer.from(text)),
          frameOf(OPCODE.pong, Buffer.from('x')),
        ]);
        const bytes = Buffer.concat([Buffer.from(HEAD), ...frames]);
        expect(taken(bytes, cuts)).toBe(HEAD + said.map((text) => `${text}\n`).join(''));
      }),
    );
  });

  it('is all that comes where nothing was switched', () => {
    for (const text of ['Enter username:\nOK\n', 'HTTP/1.1 400 Bad Request\r\n\r\nno\n', 'HT\n']) {
      expect(taken(Buffer.from(text), [1, 2, 5])).toBe(text);
    }
  });
});
