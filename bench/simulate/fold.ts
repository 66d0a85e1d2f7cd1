import { readSettings } from '../../src/config/readSettings';
import { Retelling } from '../../src/recovery/retelling';
import type { Recorded } from '../../src/streams/journal/journal';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { Delivery } from '../../src/streams/model/delivery';
import type { ConnectionId } from '../../src/streams/model/ids';
import { rulesOf } from '../../src/streams/model/rules';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';

/** What decides, by the default settings. */
export const RULES = rulesOf({ ...readSettings([], {}), motd: [] });

/** What a node makes of the events of the log: the real reducer, routing and history. */
export class Fold {
  registry: Registry = { ...EMPTY_REGISTRY, epoch: '7f3a', rules: RULES };
  private readonly retelling = new Retelling(RULES);

  /** @returns the deliveries of an event, to whichever nodes */
  take(recorded: Recorded<ChatEvent>): readonly Delivery[] {
    const [registry, outcome] = reduce(this.registry, recorded, RULES);
    this.registry = registry;
    return this.retelling.deliveriesOf({ registry, recorded, outcome });
  }
}

/** Who receives something by a delivery. */
export function receiversOf(delivery: Delivery, { rooms }: Registry): readonly ConnectionId[] {
  if (delivery.type === 'send') return [delivery.client];
  if (delivery.type !== 'sendRoom') return [];
  const members = Array.from(rooms.get(delivery.room)?.members ?? [], ([, client]) => client);
  return delivery.except ? members.filter((client) => !delivery.except?.includes(client)) : members;
}
