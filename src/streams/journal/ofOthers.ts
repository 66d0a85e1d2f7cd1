import type { ChatEvent } from '../model/chatEvent';
import type { Recorded } from './journal';
import type { Fact } from './ledger';

/**
 * What a fact of other nodes is in the order of events.
 *
 * @param fact what follows from a message of a shared log
 * @returns the event of another node, or the end of one; nothing if the fact changes nothing that nodes fold
 */
export function ofOthers(fact: Fact<ChatEvent>): Recorded<ChatEvent> | undefined {
  if (fact.type !== 'event' && fact.type !== 'gone') return undefined;
  const { type, incarnation, seq, at } = fact;
  return type === 'gone'
    ? { seq, at, event: { type: 'nodeGone', node: incarnation } }
    : { seq, at, event: fact.event, elsewhere: incarnation };
}
