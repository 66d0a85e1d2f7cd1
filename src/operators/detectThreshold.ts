import { distinctUntilChanged, type OperatorFunction, pipe, scan, skip, startWith } from 'rxjs';

/** A change of state: a value has risen above the high threshold, or has fallen below the low one. */
export interface ThresholdChange {
  readonly above: boolean;
  readonly value: number;
}

const INITIAL: ThresholdChange = { above: false, value: 0 };

/**
 * Emits when a value rises above the high threshold, and when a later value falls below the low threshold.
 *
 * A Schmitt trigger: a value between the two thresholds changes nothing, so a value that oscillates around one
 * threshold does not cause repeated emissions.
 *
 * ```
 * source     --3--9--7--9--4--7--9--|
 *            detectThreshold(8, 5)
 * result     -----h--------l-----h--|      h = { above: true, value: 9 }, l = { above: false, value: 4 }
 * ```
 *
 * @param high a value above this changes the state to above
 * @param low a value below this changes the state back
 * @returns an operator that emits the changes; the initial state is not above
 */
export function detectThreshold(high: number, low: number): OperatorFunction<number, ThresholdChange> {
  return pipe(
    scan((last, value) => ({ above: last.above ? value >= low : value > high, value }), INITIAL),
    startWith(INITIAL),
    distinctUntilChanged((before, after) => before.above === after.above),
    skip(1),
  );
}
