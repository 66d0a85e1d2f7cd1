import type { OperatorFunction } from 'rxjs';
import { createOperator } from '../../operators/createOperator';
import { type Delivery, stamp } from '../model/delivery';
import type { ConnectionId } from '../model/ids';
import type { Transition } from '../reduce/transitions';

/**
 * Emits the deliveries of each transition in order, behind the stamp of its event. A transition without deliveries is passed
 * over.
 *
 * ```
 * transitions$   --a-------b--c-----|
 *                deliveries({ a: [1, 2], b: [], c: [3] })
 * result         --(A12)------(C3)--|     A, C = the stamps of a and c
 * ```
 *
 * One stamp serves all deliveries of an event, in whatever room they are and to how many clients they go. There are stamps only
 * while a client is connected that has chosen a dialect or a style: others are shown none, so people pay nothing for programs
 * that are not there.
 *
 * @param route maps a transition to deliveries; an error that it throws becomes the error of the result
 * @returns an operator from transitions to deliveries
 */
export function deliveries(
  route: (transition: Transition) => readonly Delivery[],
): OperatorFunction<Transition, Delivery> {
  return createOperator((subscriber) => {
    const readers = new Set<ConnectionId>(); // clients that may see stamps
    return {
      next(transition) {
        const routed = route(transition);
        note(transition, routed, readers);
        if (readers.size > 0 && routed.length > 0) subscriber.next(stamp(transition.recorded));
        for (const delivery of routed) {
          if (subscriber.closed) return;
          subscriber.next(delivery);
        }
      },
    };
  });
}

/** A client may see stamps once it has chosen a dialect or a style, which is the first of its deliveries. */
function note({ outcome }: Transition, [first]: readonly Delivery[], readers: Set<ConnectionId>): void {
  if (first?.type === 'useDialect') readers.add(first.client);
  else if (outcome.type === 'connect' && outcome.isGreeted) readers.add(outcome.client);
  else if (outcome.type === 'unregister') readers.delete(outcome.client);
}
