import type { Delivery } from '../model/delivery';

/**
 * Measures how long what is said takes: from the line that was read to the last write of the round in which the room receives it.
 *
 * One time is kept for a turn and one for a round, whatever is said in it, so the cost does not grow with lines or members. What
 * may be deferred, such as who comes and goes, is not measured.
 */
export class DeliveryTimes {
  private earliest: number | undefined;

  /**
   * @param now a monotonic clock in milliseconds
   * @param observed receives the time of each round, in milliseconds
   */
  constructor(
    private readonly now: () => number,
    private readonly observed: (ms: number) => void,
  ) {}

  /**
   * Notes the time of the first event of a turn in which something is said.
   *
   * @param deliveriesOf gives the deliveries of an event
   * @returns a function that gives the same
   */
  noted<T>(deliveriesOf: (of: T) => readonly Delivery[]): (of: T) => readonly Delivery[] {
    return (of) => {
      const deliveries = deliveriesOf(of);
      if (this.earliest === undefined && deliveries.some(isSaid)) this.earliest = this.now();
      return deliveries;
    };
  }

  /** When the first thing was said in the turn that ends here, if any was. */
  take(): number | undefined {
    const { earliest } = this;
    this.earliest = undefined;
    return earliest;
  }

  /** All members of a room have received what was said in it since then. */
  delivered(since: number): void {
    this.observed(this.now() - since);
  }
}

/** Whether a room is to receive it at once. */
export const isSaid = (delivery: Delivery): boolean => delivery.type === 'sendRoom' && !delivery.deferrable;
