import fc from 'fast-check';

/** How a property is run. */
export interface Runs {
  /** How often. */
  readonly runs: number;
  /** When to stop on a machine that is too slow for that, in ms. */
  readonly within: number;
}

const { RUNS, REPLAY, FUZZ_SECONDS } = process.env;
const isUnhurried = [RUNS, REPLAY, FUZZ_SECONDS].some(Boolean);
const ENDLESS = 2 ** 40;

/** A time limit for jest, with time to find the smallest counterexample. */
export const timeout = ({ within }: Runs): number => (isUnhurried ? 86_400_000 : 2 * within + 10_000);

/**
 * Checks a property with a random seed.
 *
 * `RUNS=10000` in the environment checks it that often. A failure ends with the smallest counterexample that was found and
 * a line such as `REPLAY=1163/42:0:1`; with that in the environment, and the name of the test for `-t`, that very case runs
 * first. `npm run fuzz` sets FUZZ_SECONDS: how long each property is tried, however often that is.
 *
 * @param property what must hold
 * @param runs how often it is checked
 * @throws an error with the counterexample and how to see it again
 */
export async function checked<T>(property: fc.IRawProperty<T>, { runs, within }: Runs): Promise<void> {
  const [seed, path] = (REPLAY ?? '').split('/');
  const replay = seed ? { seed: Number(seed), ...(path && { path }) } : {};
  const numRuns = FUZZ_SECONDS ? ENDLESS : Number(RUNS ?? runs);
  const limit = FUZZ_SECONDS ? Number(FUZZ_SECONDS) * 1000 : within;
  const inTime = isUnhurried && !FUZZ_SECONDS ? {} : { interruptAfterTimeLimit: limit };
  const { watched, settled } = watching(property);
  const result = await fc.check(watched, { numRuns, ...replay, ...inTime });
  await settled(); // a run that the time limit interrupts goes on beside what comes next
  if (result.failed) {
    const report = await fc.asyncDefaultReportMessage(result);
    const replayed = `REPLAY=${result.seed}/${result.counterexamplePath ?? ''}`;
    throw new Error(`${report ?? ''}\n\nTo see it again: ${replayed}`, { cause: result.errorInstance });
  }
  if (FUZZ_SECONDS) console.log(`${result.numRuns} inputs, nothing found (seed ${result.seed})`);
  else if (result.interrupted) console.warn(`only ${result.numRuns} of ${numRuns} runs: ${limit} ms were over`);
}

/** A property, and what waits for the run of it that was begun last. */
function watching<T>(property: fc.IRawProperty<T>): { watched: fc.IRawProperty<T>; settled: () => Promise<unknown> } {
  let last: ReturnType<typeof property.run> = null;
  const run = (value: T): typeof last => (last = property.run(value));
  const watched = Object.create(property, { run: { value: run } }) as typeof property;
  return { watched, settled: async () => last };
}
