import type { ConnectionId } from '../model/ids';
import { type ChatEvent, disconnected } from '../model/chatEvent';
import type { Transition } from '../reduce/transitions';
import { type Delivery, end } from '../model/delivery';

/** The actions on a defect. */
export interface Containment {
  /** Reports the error and the client of the event; without a client if the event has none, such as a tick. */
  readonly failed: (error: unknown, client?: ConnectionId) => void;
  /** Appends an event to the journal. */
  readonly append: (event: ChatEvent) => void;
}

/**
 * Error boundary for reducing and routing: a defect in the event of a client ends only that client. It receives a last
 * message and is disconnected, as if its own stream had failed. All other clients are unaffected.
 *
 * If reducing its disconnection fails too, its connection ends anyway, and no further event is appended.
 *
 * @param route maps a transition to deliveries
 * @param containment the actions on a defect
 * @returns a function like `route` that does not throw
 */
export function contained(
  route: (transition: Transition) => readonly Delivery[],
  { failed, append }: Containment,
): (transition: Transition) => readonly Delivery[] {
  const contain = (error: unknown, event: ChatEvent): readonly Delivery[] => {
    if (!('client' in event)) {
      failed(error);
      return [];
    }
    const { client } = event;
    failed(error, client);
    if (event.type !== 'disconnected') append(disconnected(client, 'internal_error'));
    return [end(client, 'internal_error')];
  };
  return (transition) => {
    const { outcome, recorded } = transition;
    if (outcome.type === 'defect') return contain(outcome.error, recorded.event);
    try {
      return route(transition);
    } catch (error) {
      return contain(error, recorded.event);
    }
  };
}
