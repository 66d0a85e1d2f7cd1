import type { Delivery } from '../streams/model/delivery';
import type { PastLimits } from '../streams/model/rules';
import type { Transition } from '../streams/reduce/transitions';
import { contained } from '../streams/route/contained';
import { Activity, observed } from '../streams/route/observed';
import { type KeptPast, Past } from '../streams/route/past';
import { remembered } from '../streams/route/remembered';
import { route } from '../streams/route/route';

/** Without rules nothing is remembered. */
const NOTHING_KEPT: PastLimits = { historyLines: 0, historyBytes: 0, historyOnJoin: 0 };

/** What becomes of transitions when they are told again: the deliveries that the chat has made, and what rooms remember. */
export class Retelling {
  /** The deliveries of the next transition. A defect is met again as it was; what it has appended is in the journal. */
  readonly deliveriesOf: (transition: Transition) => readonly Delivery[];
  private readonly past: Past;

  /**
   * @param limits how much was remembered, if the journal has said that by then
   * @param kept what was remembered
   */
  constructor(limits: PastLimits = NOTHING_KEPT, kept: KeptPast = []) {
    this.past = new Past(limits, kept);
    const told = remembered(observed(route, new Activity()), this.past);
    this.deliveriesOf = contained(told, { failed: () => undefined, append: () => undefined });
  }

  /** What rooms remember, as data. */
  get kept(): KeptPast {
    return this.past.kept;
  }
}
