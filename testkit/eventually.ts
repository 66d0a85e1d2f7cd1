import { setTimeout as sleep } from 'node:timers/promises';
import { patient } from './patience';

/** How long after an answer the next question is asked, in ms. */
const PAUSE = 50;

/** The clock of the one who waits, also where a spec has the clock of the program run faster. */
const now = performance.now.bind(performance);

/**
 * Asks again and again: for what no event announces, such as a number on a page or a line in a list of processes.
 *
 * @param ask what is asked for
 * @param limit how long to ask, in ms, before patience
 * @param pause how long to wait after an answer, in ms
 * @returns the first answer that is truthy, or nothing when the time is over
 */
export async function poll<T>(
  ask: () => T | Promise<T>,
  limit: number,
  pause = PAUSE,
): Promise<NonNullable<T> | undefined> {
  for (const end = now() + patient(limit); ;) {
    const answer = await ask();
    if (answer) return answer;
    if (now() > end) return undefined;
    await sleep(pause);
  }
}

/**
 * Asks until the answer is truthy, as `poll` does, and fails when it never is.
 *
 * @param ask what is asked for
 * @param what says, when the time is over, what is not so
 * @param limit how long to ask, in ms, before patience
 * @returns the first answer that is truthy
 * @throws when the time is over
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  what: () => string,
  limit = 10_000,
): Promise<NonNullable<T>> {
  const answer = await poll(ask, limit);
  if (answer === undefined) throw new Error(`${patient(limit)} ms are over: ${what()}`);
  return answer;
}
