import { defer, map, type OperatorFunction } from 'rxjs';

/**
 * Says how late each value of an interval comes.
 *
 * ```
 * source     -----a-----b--------c----d--|      meant to emit every 5 ms; a column is 1 ms
 *            lateness(5, now)
 * result     -----0-----1--------4----0--|
 * ```
 *
 * The event loop runs a timer when all that was due before it is done. So an interval that comes late measures how long
 * everything else in the process has to wait, and costs next to nothing. What it finds is up to one period less than the
 * longest wait, as the loop may have got stuck in the middle of a period.
 *
 * @param period how many milliseconds there should be between two values
 * @param now a clock in milliseconds that never steps back
 * @returns an operator that emits milliseconds, never less than 0; the first value is measured from the subscription
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
