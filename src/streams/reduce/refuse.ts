import type { NameFault } from './lookAlikes';
import type { Reduced, Refusal } from './outcome';
import type { Client, Registry } from './registry';

/**
 * Refuses what a client asked for; the client stays, and nothing changes.
 *
 * @param registry the registry
 * @param client who asked
 * @param code why not
 * @returns the same registry and the refusal
 */
export function refuse(registry: Registry, client: Client, code: Refusal): Reduced {
  return [registry, { type: 'refuse', client: client.id, code, asksName: !client.user }];
}

/**
 * Refuses a name that could be taken for another.
 *
 * @param registry the registry
 * @param client who asked
 * @param code what the name was for
 * @param fault what is wrong with it
 * @returns the same registry and the refusal
 */
export function refuseName(
  registry: Registry,
  client: Client,
  code: 'username_invalid' | 'room_invalid',
  fault: NameFault,
): Reduced {
  return [registry, { type: 'refuse', client: client.id, code, fault, asksName: !client.user }];
}
