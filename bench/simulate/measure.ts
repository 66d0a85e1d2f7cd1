import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from '../report';

/** How often something is measured, and how much processor time each of these takes at least, in microseconds. */
const ROUNDS = 5;
const ROUND_US = 40_000;

/**
 * The processor time of a call, with that of the collector and the compiler: so a busy machine changes little.
 *
 * @param act what is measured
 * @returns microseconds, the median of some rounds
 */
export function cpuOf(act: () => void): number {
  const round = (): number => {
    const before = process.cpuUsage();
    let [calls, spent] = [0, 0];
    while (spent < ROUND_US) {
      act();
      calls += 1;
      const { user, system } = process.cpuUsage(before);
      spent = user + system;
    }
    return spent / calls;
  };
  round(); // until it is compiled
  return median(Array.from({ length: ROUNDS }, round));
}

/**
 * How much of the heap something takes up.
 *
 * @param make makes it
 * @returns it, and its bytes
 */
export function heapOf<T>(make: () => T): { readonly made: T; readonly bytes: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collect();
  return { made, bytes: process.memoryUsage().heapUsed - before };
}
