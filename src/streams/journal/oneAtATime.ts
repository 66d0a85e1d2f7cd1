/** The number of waiting values above which there are too many. */
export const MAX_WAITING = 1024;

/**
 * A trampoline: hands values on one at a time. One that is added during the handling of another waits until that is done.
 *
 * ```
 * add        --a--b---------c--     the handling of b adds d
 * handle     --a--(bd)------c--     d follows b, and is not within the handling of b
 * ```
 *
 * With a nested `next`, the later observers of a Subject would receive the inner value first, and the order would no longer be
 * the same for all. Only values that a handling adds can wait.
 *
 * @param handle handles a value
 * @param behind called with true when more than `MAX_WAITING` values wait, and with false when none does any more
 * @returns adds a value
 */
export function oneAtATime<T>(handle: (value: T) => void, behind: (isBehind: boolean) => void): (value: T) => void {
  const waiting: T[] = [];
  let isHandling = false;
  let wasBehind = false;
  const setBehind = (isBehind: boolean): void => {
    if (isBehind === wasBehind) return;
    wasBehind = isBehind;
    behind(isBehind);
  };
  return (value) => {
    waiting.push(value);
    if (waiting.length > MAX_WAITING) setBehind(true);
    if (isHandling) return;
    isHandling = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) handle(next);
      setBehind(false);
    } finally {
      isHandling = false;
    }
  };
}
