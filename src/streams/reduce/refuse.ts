import type { NameFault } from '../model/refusal';
import type { Reduced } from './reduced';
import type { Client, Registry } from './registry';

/** Why something is refused. */
export interface Refusal {
  readonly code: string;
  /** What is wrong with a name that follows the rule and could be taken for another. */
  readonly fault?: NameFault;
  /** A sentence that says what is allowed. */
  readonly hint?: string;
}

/**
 * Refuses what a client asked for; the client stays, and nothing changes.
 *
 * @param registry the registry
 * @param client who asked
 * @param refusal why not
 * @returns the same registry and the refusal
 */
export function refuse(registry: Registry, client: Client, { code, fault, hint }: Refusal): Reduced {
  return [
    registry,
    {
      type: 'refuse',
      client: client.id,
      code,
      ...(fault && { fault }),
      ...(hint !== undefined && { hint }),
      asksName: !client.user,
    },
  ];
}
