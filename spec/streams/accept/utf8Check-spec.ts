import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { Utf8Check } from '../../../src/streams/accept/utf8Check';
import { inPieces } from '../../helpers/cuts';

/** Whether pieces are a text. */
function isText(pieces: readonly Uint8Array[]): boolean {
  const check = new Utf8Check();
  return pieces.every((piece) => check.add(Buffer.from(piece))) && check.isComplete;
}

describe('Utf8Check', () => {
  it('takes texts, cut anywhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(100)), (text, cuts) => {
        expect(isText(inPieces(Buffer.from(text), cuts))).toBe(true);
      }),
    );
  });

  it('says of any bytes what is said of them as a whole, however they are cut', () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((all) => all.map((byte) => byte | 0x80));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(12)), (all, cuts) => {
        expect(isText(inPieces(all, cuts))).toBe(isUtf8(all));
      }),
      { numRuns: 2000 },
    );
  });
});
