import { coreOf, type Load } from './load';
import type { Scenario } from './scenario';
import type { Traffic } from './traffic';

/** What can run out. */
export type LimitName = 'way through the log' | 'bytes out of the log' | 'core of a node' | 'heap of a node';

/** How much of each is used, as a share of what there is. */
export type Shares = Readonly<Record<LimitName, number>>;

/** The limits, in the order in which they are shown. */
export const LIMITS: readonly LimitName[] = [
  'way through the log',
  'bytes out of the log',
  'core of a node',
  'heap of a node',
];

/** @returns the shares that are used */
export const sharesOf = ({ capacities }: Scenario, { p99 }: Pick<Traffic, 'p99'>, load: Load): Shares => ({
  'way through the log': p99 / capacities.delayMs,
  'bytes out of the log': load.outBytes / capacities.outBytes,
  'core of a node': coreOf(load),
  'heap of a node': load.heap / capacities.heapBytes,
});

/** A value of what grows, and the shares there. */
export interface Step {
  readonly at: number;
  readonly shares: Shares;
}

/**
 * Where a limit is reached by what grows, between two steps on a straight line of their logarithms.
 *
 * @param steps by rising values
 * @param limit the limit
 * @returns the value; undefined if it is reached nowhere
 */
export function reachedAt(steps: readonly Step[], limit: LimitName): number | undefined {
  const index = steps.findIndex(({ shares }) => shares[limit] >= 1);
  const [before, after] = [steps[index - 1], steps[index]];
  if (!after) return undefined;
  if (!before || !Number.isFinite(after.shares[limit])) return before?.at ?? after.at;
  const [low, high] = [before.shares[limit], after.shares[limit]].map(Math.log) as [number, number];
  return before.at * (after.at / before.at) ** (low / (low - high));
}

/** The limit that is reached first, and where; undefined if none is. */
export function firstOf(steps: readonly Step[]): { readonly limit: LimitName; readonly at: number } | undefined {
  const reached = LIMITS.flatMap((limit) => {
    const at = reachedAt(steps, limit);
    return at === undefined ? [] : [{ limit, at }];
  });
  return reached.sort((a, b) => a.at - b.at)[0];
}
