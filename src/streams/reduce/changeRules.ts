import { Map as PersistentMap } from 'immutable';
import type { ConnectionId } from '../model/ids';
import type { AdmissionLimits, Rules } from '../model/rules';
import { withRate } from './arrivals';
import type { Reduced } from './reduced';
import type { Registry } from './registry';

/**
 * Handles a change of the rules: from here on others decide. Whoever is connected stays, also if there are more than are let in
 * by now.
 *
 * @param registry the registry
 * @param rules the rules from here on
 * @param before what has decided up to now
 * @param at the time of the change
 * @returns the registry with those rules, and with what is counted by them
 */
export function changeRules(registry: Registry, rules: Rules, before: AdmissionLimits, at: number): Reduced {
  const { lastActivityAt } = registry;
  const isIdleCounted = rules.idleTimeout > 0;
  return [
    {
      ...registry,
      rules,
      arrivals: withRate(registry.arrivals, at, before.connectionRate, rules.connectionRate),
      lastActivityAt:
        isIdleCounted && before.idleTimeout > 0 ? lastActivityAt : activities(registry, isIdleCounted, at),
    },
    { type: 'reload' },
  ];
}

/** Silence is counted from the moment on at which it has a limit. */
function activities({ clients }: Registry, isCounted: boolean, at: number): PersistentMap<ConnectionId, number> {
  if (!isCounted) return PersistentMap();
  return clients.filter(({ leaving }) => !leaving).map(() => at);
}
