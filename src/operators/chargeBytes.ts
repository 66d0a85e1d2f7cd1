import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber } from './createOperator';

/** A chunk with a value for each so many bytes, or more of them, has no surcharge. */
const DENSE_VALUE_BYTES = 128;

/**
 * Decodes a stream of bytes, and emits a charge for bytes of which nothing comes. So a rate limit of values is a limit
 * of bytes too, whatever the bytes are: empty lines, commands, what is erased, or a line that is discarded.
 *
 * ```
 * source     --a----b----c----|    a = 10 bytes that are x, b = 10 bytes of nothing, c = 20 bytes of nothing
 *            chargeBytes(10, 'C', decode)
 * result     --x----C----(CC)-|
 * ```
 *
 * Each value of the decoder pays for up to `bytesPerValue` of the bytes before it that are unpaid. When that many are
 * unpaid at the end of a chunk, they are a charge. So a value is never more expensive for being cut into pieces, as long
 * as it has no more bytes than that.
 *
 * Some bytes cost more than others if nothing comes of them. What a chunk with few values costs beyond its bytes is added by
 * `surcharge`, which is not asked for other chunks: it has to look at each byte.
 *
 * @param bytesPerValue the bytes for which a value or a charge pays
 * @param charge emitted for `bytesPerValue` bytes that no value has paid for
 * @param decode the decoder; it may emit any number of values for a chunk
 * @param surcharge returns what a chunk costs beyond its bytes, in bytes; it is given the number of its values
 * @returns an operator that emits the values of the decoder, and behind those of a chunk its charges
 */
export function chargeBytes<T, C>(
  bytesPerValue: number,
  charge: C,
  decode: OperatorFunction<Uint8Array, T>,
  surcharge: (chunk: Uint8Array, values: number) => number = () => 0,
): OperatorFunction<Uint8Array, T | C> {
  return (source$) =>
    new Observable((destination) => {
      const paying = new Paying<T, C>(destination, bytesPerValue, charge);
      const counted$ = new Observable<Uint8Array>((decoder) =>
        source$.subscribe(new Counting(decoder, paying, surcharge)),
      );
      destination.add(paying);
      decode(counted$).subscribe(paying);
    });
}

/** Behind the decoder: values pay for bytes. */
class Paying<T, C> extends OperatorSubscriber<T, T | C> {
  /** How many values there have been. */
  values = 0;
  private unpaidBytes = 0;

  constructor(
    destination: Subscriber<T | C>,
    private readonly bytesPerValue: number,
    private readonly charge: C,
  ) {
    super(destination);
  }

  count(bytes: number): void {
    this.unpaidBytes += bytes;
  }

  /** Emits a charge for bytes that are still unpaid. */
  settle(): void {
    while (this.unpaidBytes >= this.bytesPerValue && !this.closed) {
      this.unpaidBytes -= this.bytesPerValue;
      this.destination.next(this.charge);
    }
  }

  protected onNext(value: T): void {
    this.values += 1;
    this.unpaidBytes = Math.max(0, this.unpaidBytes - this.bytesPerValue);
    this.destination.next(value);
  }
}

/** Before the decoder: bytes are counted, and settled when the decoder is done with their chunk. */
class Counting<T, C> extends OperatorSubscriber<Uint8Array, Uint8Array> {
  constructor(
    decoder: Subscriber<Uint8Array>,
    private readonly paying: Paying<T, C>,
    private readonly surcharge: (chunk: Uint8Array, values: number) => number,
  ) {
    super(decoder);
    decoder.add(this);
  }

  protected onNext(chunk: Uint8Array): void {
    const { paying } = this;
    const before = paying.values;
    paying.count(chunk.length);
    this.destination.next(chunk);
    const values = paying.values - before;
    if (chunk.length > values * DENSE_VALUE_BYTES) paying.count(this.surcharge(chunk, values));
    paying.settle();
  }
}
