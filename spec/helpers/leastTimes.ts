/**
 * The least time of the processor that each of some tasks takes, of many tries in turn. It does not count while another
 * process runs; a garbage collection in between only makes it longer, so the least is the task's own.
 *
 * @param tasks what to measure
 * @param rounds how often each is tried
 * @returns milliseconds, one for each task
 */
export function leastTimes(tasks: readonly (() => void)[], rounds: number): number[] {
  const least = tasks.map(() => Infinity);
  for (let round = 0; round < rounds; round += 1)
    tasks.forEach((task, index) => {
      const start = process.cpuUsage();
      task();
      const { user, system } = process.cpuUsage(start);
      least[index] = Math.min(least[index]!, (user + system) / 1000);
    });
  return least;
}
