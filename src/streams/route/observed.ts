import { type PlannedDelivery, send, type SendWho } from '../model/delivery';
import type { ConnectionId } from '../model/ids';
import type { Transition } from '../reduce/transitions';

/** When clients have sent something last: a projection beside the registry, because it changes with every line. */
export class Activity {
  private readonly lastLineAt = new Map<ConnectionId, number>();

  /** Notes that a client has sent something, or is gone. */
  note({ recorded: { event, at }, outcome }: Transition): void {
    if (outcome.type === 'gone') for (const client of outcome.clients) this.lastLineAt.delete(client);
    if (event.type === 'started')
      this.lastLineAt.clear(); // numbers of clients are used again
    else if (event.type === 'lineReceived' || event.type === 'nameAsked') this.lastLineAt.set(event.client, at);
    else if (event.type === 'disconnected') this.lastLineAt.delete(event.client);
  }

  /** For how long a client has sent nothing, in milliseconds, at a time in milliseconds since 1970. */
  idle(client: ConnectionId, at: number): number {
    return Math.max(0, at - (this.lastLineAt.get(client) ?? at));
  }
}

/**
 * Notes what clients do, and fills it in where a client has asked for it.
 *
 * ```
 * bob: hi     3 minutes     alice: /who bob
 * sendRoom                  sendWho          alice receives what the registry knows of bob, and idle=3m
 * ```
 *
 * @param route maps a transition to deliveries, of which `sendWho` is replaced
 * @param activity when clients have sent something last
 * @returns a function like `route`
 */
export function observed(
  route: (transition: Transition) => readonly PlannedDelivery[],
  activity: Activity,
): (transition: Transition) => readonly Exclude<PlannedDelivery, SendWho>[] {
  return (transition) => {
    const planned = route(transition);
    const [first] = planned; // it is the only one of its line
    if (first?.type !== 'sendWho') {
      activity.note(transition);
      return planned as readonly Exclude<PlannedDelivery, SendWho>[];
    }
    const { client, of, message } = first;
    const idle = activity.idle(of, transition.recorded.at); // before the line itself is noted: one may ask for oneself
    activity.note(transition);
    return [send(client, { ...message, idle })];
  };
}
