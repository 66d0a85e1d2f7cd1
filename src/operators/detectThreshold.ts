import { distinctUntilChanged, type OperatorFunction, pipe, scan, skip, startWith } from 'rxjs';

/** A measured value has become too high, or low enough again. */
export interface Crossing {
  readonly above: boolean;
  readonly value: number;
}

const BELOW: Crossing = { above: false, value: 0 };

/**
 * Emits when values rise above one limit, and again when they have fallen below another one: of a stream of measurements
 * only the changes are left.
 *
 * ```
 * source     --3--9--7--9--4--7--9--|
 *            crossings(8, 5)
 * result     -----h--------l-----h--|      h = { above: true, value: 9 }, l = { above: false, value: 4 }
 * ```
 *
 * A value between the two limits changes nothing, so one that trembles about a limit is not told of each time.
 *
 * @param high what is more than this is above
 * @param low what is less than this is below again
 * @returns an operator that emits the crossings; one begins below
 */
export function detectThreshold(high: number, low: number): OperatorFunction<number, Crossing> {
  return pipe(
    scan((last, value) => ({ above: last.above ? value >= low : value > high, value }), BELOW),
    startWith(BELOW),
    distinctUntilChanged((before, after) => before.above === after.above),
    skip(1),
  );
}
