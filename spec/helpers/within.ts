/**
 * Waits for a promise, but not for ever.
 *
 * @param promise what is waited for
 * @param what says, when the time is over, what did not happen
 * @param time the longest wait in ms
 * @returns the promise's value
 */
export async function within<T>(promise: Promise<T>, what: () => string, time = 10_000): Promise<T> {
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
