import type { Costs } from './costs';
import { LIMITS, sharesOf, type Step } from './limits';
import { loadOf } from './load';
import { logModelOf } from './network';
import { linesOfAny } from './population';
import { linesPerSecond, type Scenario } from './scenario';
import { simulateTraffic, type Traffic } from './traffic';

/** How long each step is simulated, in seconds. */
const SECONDS = 0.5;
/** By how much what grows does so from step to step, and how often at most. */
const FACTOR = 1.6;
const MOST_STEPS = 40;
/** What a message has at most, as `Outgoing` makes them, and what an event takes in it, in bytes. */
const MOST_EVENTS = 512;
const EVENT_BYTES = 137;

/**
 * Has something grow until all limits are reached.
 *
 * @param first the scenario of the first value
 * @param from that value
 * @param grown the scenario of another one
 * @param costs what single steps cost
 * @returns the shares of each step
 */
export function growing(from: number, grown: (value: number) => Scenario, costs: Costs): readonly Step[] {
  const steps: Step[] = [];
  for (let at = from; steps.length < MOST_STEPS; at *= FACTOR) {
    const scenario = grown(at);
    const traffic = trafficOf(scenario);
    const shares = sharesOf(scenario, traffic, loadOf(scenario, traffic, costs));
    steps.push({ at, shares });
    if (LIMITS.every((limit) => shares[limit] >= 1)) break;
  }
  return steps;
}

/** What goes into the log: simulated, or of full messages if the log cannot take what is said whatever is done. */
export function trafficOf(scenario: Scenario): Pick<Traffic, 'messages' | 'bytes' | 'events' | 'p99'> {
  const { nodes, seed, capacities } = scenario;
  const lines = linesPerSecond(scenario);
  const messages = lines / MOST_EVENTS;
  const bytes = lines * EVENT_BYTES;
  if (messages / capacities.logMessages + bytes / capacities.logBytes >= 1) {
    return { messages, bytes, events: lines, p99: Infinity };
  }
  return simulateTraffic({
    ...{ nodes, seed, seconds: SECONDS, linesPerSecond: lines },
    log: logModelOf(capacities),
    next: linesOfAny(nodes, seed),
  });
}
