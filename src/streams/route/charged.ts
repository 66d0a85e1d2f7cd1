import type { Delivery } from '../model/delivery';
import type { Transition } from '../reduce/transitions';
import type { Accounts } from './accounts';

/**
 * Charges each client for the deliveries that its events cause.
 *
 * It is done as soon as the deliveries are known, and before the next line is decoded. So a client whose packet asks for
 * a thousand long lists is refused within that packet.
 *
 * @param route maps a transition to deliveries
 * @param accounts the accounts of all clients
 * @returns a function like `route`
 */
export function charged(
  route: (transition: Transition) => readonly Delivery[],
  accounts: Accounts,
): (transition: Transition) => readonly Delivery[] {
  return (transition) => {
    const deliveries = route(transition);
    const { registry, recorded } = transition;
    const { event } = recorded;
    if (!('client' in event)) return deliveries;
    if (event.type === 'disconnected') accounts.close(event.client);
    else if (deliveries.length > 0) accounts.charge(event.client, deliveries, registry);
    return deliveries;
  };
}
