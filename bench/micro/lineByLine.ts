import { isUtf8 } from 'node:buffer';
import { Observable, type OperatorFunction } from 'rxjs';
import type { Line } from '../../src/operators/splitLines';

/**
 * What `splitLines` would be if it checked and decoded each line by itself: for comparison only. It keeps nothing
 * between chunks, so it is told whole lines.
 */
export function lineByLine(): OperatorFunction<Uint8Array, Line> {
  return (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next(chunk) {
          const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
          let start = 0;
          for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
            const line = bytes.subarray(start, end);
            start = end + 1;
            subscriber.next(isUtf8(line) ? { text: line.toString('utf8') } : { fault: 'invalid_utf8' });
          }
        },
        error: subscriber.error.bind(subscriber),
        complete: subscriber.complete.bind(subscriber),
      }),
    );
}
