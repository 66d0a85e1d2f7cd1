import type { NameFault } from './lookAlikes';
import type { Reduced, Refusal } from '../model/outcome';
import type { Client, Registry } from './registry';

/**
 * Refuses what a client asked for; the client stays, and nothing changes.
 *
 * @param registry the registry
 * @param client who asked
 * @param code why not
 * @param fault what is wrong with a name that follows the rule and could be taken for another
 * @returns the same registry and the refusal
 */
export function refuse(registry: Registry, client: Client, code: Refusal, fault?: NameFault): Reduced {
  return [registry, { type: 'refuse', client: client.id, code, ...(fault && { fault }), asksName: !client.user }];
}
