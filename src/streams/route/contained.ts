import type { ConnectionId } from '../model/ids';
import { type ChatEvent, disconnected } from '../model/chatEvent';
import type { Transition } from '../reduce/transitions';
import { type Delivery, end } from '../model/delivery';

/** What has to be done about a defect. */
export interface Containment {
  /** Reports it, with the client whose event it was; without one where it was nobody's, which costs nobody anything. */
  readonly failed: (error: unknown, client?: ConnectionId) => void;
  /** Records a further event. */
  readonly append: (event: ChatEvent) => void;
}

/**
 * Keeps a defect in reducing or routing an event to the client whose event it was: that one is told and disconnected, as if
 * its own stream had failed, and everybody else talks on.
 *
 * Where its disconnection fails too, it is ended all the same, and nothing further is tried.
 *
 * @param route says who is told what
 * @param containment what has to be done about a defect
 * @returns the same as `route`, but that it does not throw
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
