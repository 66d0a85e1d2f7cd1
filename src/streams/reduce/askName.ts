import type { Dialects } from '../dialects/dialects';
import type { ChatEvent } from '../model/chatEvent';
import { carryOut } from './carryOut';
import type { Reduced } from './reduced';
import type { Client, Registry } from './registry';
import { register } from './sessions';

/**
 * Handles a line of a client of which the shared log knew nothing when it was sent: it asks for a name. If the client has one by
 * now, by a line before, it is a line like any other.
 *
 * Whether it has the name is decided by what all nodes know, and so is whether it has one already. What only its own node knows of
 * it, such as that its time to name itself is over, changes nothing of that: its end follows as an event of its own.
 *
 * @param registry the registry
 * @param event what it asks, and who it is
 * @param elsewhere the node that it is connected to, if that is another one
 * @param dialects the dialects, which all read the same in a line
 * @param at the time of the event
 */
export function askName(
  registry: Registry,
  event: Extract<ChatEvent, { type: 'nameAsked' }>,
  elsewhere: number | undefined,
  dialects: Dialects,
  at: number,
): Reduced {
  const known = registry.clients.get(event.client);
  if (known?.user) {
    if (known.leaving) return [registry, { type: 'none' }];
    return carryOut(registry, known, known.user, dialects[0].read(event.text, true), at);
  }
  // That it misses what it is sent is known to its own node alone, up to here.
  const before = { ...registry, overflowing: registry.overflowing.delete(event.client) };
  const reduced = register(
    before,
    known ? staying(known) : introduced(event, elsewhere, at),
    dialects[0].read(event.text, false),
  );
  const [, outcome] = reduced;
  if (known || outcome.type === 'register') return reduced;
  return [registry, { type: 'none' }]; // its own node refuses it
}

/** It has a name now, so its end is one that all nodes learn of: by an event that follows. */
function staying(known: Client): Client {
  const { leaving: _, ...client } = known;
  return client;
}

function introduced(
  { client: id, address, port }: Extract<ChatEvent, { type: 'nameAsked' }>,
  elsewhere: number | undefined,
  since: number,
): Client {
  return {
    ...{ id, address, port, since },
    ...(elsewhere !== undefined && { elsewhere }),
  };
}
