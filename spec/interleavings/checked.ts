import fc from 'fast-check';

/** How a property is run. */
export interface Runs {
  /** How often, where RUNS does not say. */
  readonly runs: number;
  /** When to stop, in ms: with what was found, or with fewer runs. */
  readonly within: number;
}

/**
 * Checks a property with a random seed.
 *
 * `RUNS=10000` checks it that often. A failure ends with the smallest counterexample that could be found and a line such as
 * `REPLAY=1163/42:0:1`; with that in the environment (and the name of the test for `-t`) the very same case runs first.
 *
 * @param property what must hold
 * @param runs how often it is checked
 * @throws an error with the counterexample and how to see it again
 */
export async function checked<T>(property: fc.IRawProperty<T>, { runs, within }: Runs): Promise<void> {
  const [seed, path] = (process.env['REPLAY'] ?? '').split('/');
  const replay = seed ? { seed: Number(seed), ...(path && { path }) } : {};
  const numRuns = Number(process.env['RUNS'] ?? runs);
  const limit = process.env['RUNS'] === undefined && !seed ? { interruptAfterTimeLimit: within } : {};
  const result = await fc.check(property, { numRuns, ...replay, ...limit });
  if (!result.failed) return;
  const report = await fc.asyncDefaultReportMessage(result);
  throw new Error(
    `${report ?? 'failed'}\n\nTo see it again: REPLAY=${result.seed}/${result.counterexamplePath ?? ''}`,
    {
      cause: result.errorInstance,
    },
  );
}
