import { defer, map, type OperatorFunction } from 'rxjs';

/**
 * Measures how late each value of an interval is.
 *
 * ```
 * source     -----a-----b--------c----d--|      interval of 5 ms; a column is 1 ms
 *            measureTimerLag(5, now)
 * result     -----0-----1--------4----0--|
 * ```
 *
 * The event loop runs a timer after all work that is already due. So the lag of an interval measures how long any other
 * task waits, at almost no cost. A measurement may be up to one period less than the longest wait, because the loop may
 * block in the middle of a period.
 *
 * @param period the interval in milliseconds
 * @param now a monotonic clock in milliseconds
 * @returns an operator that emits the lag in milliseconds, at least 0; the first one is measured from the subscription
 */
export function measureTimerLag(period: number, now: () => number): OperatorFunction<unknown, number> {
  return (source$) =>
    defer(() => {
      let last = now();
      return source$.pipe(
        map(() => {
          const time = now();
          const late = Math.max(0, time - last - period);
          last = time;
          return late;
        }),
      );
    });
}
