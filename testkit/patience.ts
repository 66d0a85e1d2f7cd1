/**
 * The environment variable PATIENCE: a factor for every limit of time in this folder, and so for the limits of specs, bench,
 * ops and demo. `PATIENCE=4 npm test` gives a slow machine four times as long before a wait counts as failed. It changes
 * no wait that succeeds.
 */
const VARIABLE = 'PATIENCE';

/**
 * Multiplies a limit of time by the patience of this run.
 *
 * @param ms the limit on an ordinary machine, in ms
 * @param factor a positive number as text; nothing or an empty text stands for 1
 * @returns the limit to use, in ms
 * @throws for a factor that is no positive number
 */
export function patient(ms: number, factor = process.env[VARIABLE]): number {
  if (factor === undefined || factor.trim() === '') return ms;
  const value = Number(factor);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`${VARIABLE} is a positive number, not "${factor}"`);
  return ms * value;
}
