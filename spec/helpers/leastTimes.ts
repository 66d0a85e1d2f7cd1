/**
 * The least time that each of some tasks takes, of many tries in turn. What disturbs a try (another process, a garbage
 * collection) only makes it longer, so the least is the task's own, and it needs one undisturbed try in all.
 *
 * @param tasks what to measure
 * @param rounds how often each is tried
 * @returns milliseconds, one for each task
 */
export function leastTimes(tasks: readonly (() => void)[], rounds: number): number[] {
  const least = tasks.map(() => Infinity);
  for (let round = 0; round < rounds; round += 1)
    tasks.forEach((task, index) => {
      const start = performance.now();
      task();
      least[index] = Math.min(least[index]!, performance.now() - start);
    });
  return least;
}
