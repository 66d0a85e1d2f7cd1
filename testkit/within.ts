import { patient } from './patience';

/**
 * Waits for a promise, but not for ever.
 *
 * @param promise what is waited for
 * @param what says, when the time is over, what did not happen
 * @param limit the longest wait, in ms, before patience
 * @returns the promise's value
 * @throws when the time is over, and what the promise rejects with
 */
export async function within<T>(promise: Promise<T>, what: () => string, limit = 10_000): Promise<T> {
  const time = patient(limit);
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timeout = setTimeout(() => {
      reject(new Error(`${time} ms are over: ${what()}`));
    }, time);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timeout);
  }
}
