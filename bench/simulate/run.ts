import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { Delivery } from '../../src/streams/model/delivery';
import { Fold, receiversOf } from './fold';
import { arrivals, linesOf, nodeOf, type Population } from './population';
import { linesPerSecond, type Scenario } from './scenario';
import { logModelOf } from './network';
import { simulateTraffic, type Traffic } from './traffic';

/** What came of a simulated chat. */
export interface Run {
  readonly traffic: Traffic;
  /** How many lines a second clients receive, at each node. */
  readonly deliveries: readonly number[];
}

/** Calls back with each event of the log, in its order, and what comes of it. */
export type Observer = (event: ChatEvent, deliveries: readonly Delivery[]) => void;

/**
 * Lets the people of a sample come, and then talk as fast as all people of the scenario would.
 *
 * @param scenario the nodes, the rates, the capacities
 * @param population the sample
 * @param observe is shown all that happens
 */
export function runChat(scenario: Scenario, population: Population, observe: Observer = () => undefined): Run {
  const fold = new Fold();
  const received = Array.from({ length: scenario.nodes }, () => 0);
  let seq = 0;
  let lines = 0;
  const take = (event: ChatEvent, at: number): readonly Delivery[] => {
    const elsewhere = 'client' in event && nodeOf(event.client) > 0 ? { elsewhere: nodeOf(event.client) + 1 } : {};
    const deliveries = fold.take({ seq: (seq += 1), at, event, ...elsewhere });
    observe(event, deliveries);
    return deliveries;
  };
  for (const event of arrivals(population)) take(event, 0);
  const traffic = simulateTraffic(
    {
      ...{ nodes: scenario.nodes, seconds: scenario.seconds, seed: scenario.seed },
      linesPerSecond: linesPerSecond(scenario),
      log: logModelOf(scenario.capacities),
      next: linesOf(population, scenario.seed),
    },
    ({ event, at }) => {
      lines += 1;
      for (const delivery of take(JSON.parse(event) as ChatEvent, at)) {
        for (const client of receiversOf(delivery, fold.registry)) {
          const node = nodeOf(client);
          received[node] = (received[node] ?? 0) + population.weight;
        }
      }
    },
  );
  return { traffic, deliveries: received.map((count) => (count / lines) * traffic.events) };
}
