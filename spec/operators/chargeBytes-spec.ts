import * as fc from 'fast-check';
import { from, map, mergeMap, type OperatorFunction } from 'rxjs';
import { chargeBytes } from '../../src/operators/chargeBytes';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { inPieces } from '../helpers/cuts';
import { marbles } from '../helpers/marbles';

const CHARGE = 'C';

/** Every `x` is a value, and every other byte is nothing. */
const letters: OperatorFunction<Uint8Array, string> = mergeMap((chunk) =>
  Array.from(Buffer.from(chunk).toString('latin1')).filter((letter) => letter === 'x'),
);

function decoded(chunks: readonly Uint8Array[], perValue: number): string {
  let result = '';
  from(chunks)
    .pipe(chargeBytes(perValue, CHARGE, letters))
    .subscribe((value) => (result += value));
  return result;
}

describe('chargeBytes', () => {
  it(
    'charges for bytes of which nothing comes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks = { a: Buffer.from('.........x'), b: Buffer.from('..........'), c: Buffer.alloc(20) };
      const source$ = cold('          --a----b----c----|', chunks);
      const result$ = source$.pipe(chargeBytes(10, CHARGE, letters));
      expectObservable(result$).toBe('--x----C----(CC)-|');
      expectSubscriptions(source$.subscriptions).toBe('^----------------!');
    }),
  );

  behavesAsOperator({
    operator: () => chargeBytes(8, CHARGE, letters),
    values: { a: Buffer.from('x'), b: Buffer.from('x'), c: Buffer.from('x') },
    results: { a: 'x', b: 'x', c: 'x' },
    throwing: {
      decode: { operator: (fail) => chargeBytes(8, CHARGE, map(fail)) },
    },
  });

  it('adds up bytes over chunks, and not over what a value has paid for', () => {
    const piece = Buffer.from('....');
    expect(decoded([piece, piece, piece, piece, piece], 8)).toBe('CC');
    expect(decoded([piece, Buffer.from('...x'), piece, Buffer.from('...x')], 8)).toBe('xx');
  });

  it('charges nothing for values with no more bytes than they pay for, however they are cut', () => {
    const value = fc.nat(7).map((length) => `${'.'.repeat(length)}x`);
    fc.assert(
      fc.property(fc.array(value), fc.array(fc.nat(100)), (values, cuts) => {
        const pieces = inPieces(Buffer.from(values.join('')), cuts);
        expect(decoded(pieces, 8)).toBe('x'.repeat(values.length));
      }),
    );
  });

  it('is paid for all bytes, whatever they are and however they are cut', () => {
    const some = fc.string({ unit: fc.constantFrom('.', '.', '.', '.', '.', 'x'), maxLength: 200 });
    fc.assert(
      fc.property(some, fc.array(fc.nat(200)), (bytes, cuts) => {
        const result = decoded(inPieces(Buffer.from(bytes), cuts), 8);
        expect(result.length * 8).toBeGreaterThan(bytes.length - 8);
        expect(result.replaceAll(CHARGE, '')).toBe(bytes.replaceAll('.', ''));
      }),
    );
  });
});
