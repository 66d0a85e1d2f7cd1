import { type OperatorFunction, scan } from 'rxjs';
import { DIALECTS, type Dialects } from '../dialects/dialects';
import type { ChatEvent } from '../model/chatEvent';
import type { Recorded } from '../journal/journal';
import type { AdmissionLimits } from './admission';
import type { Outcome } from '../model/outcome';
import { reduce } from './reduce';
import { EMPTY_REGISTRY, type Registry } from './registry';

/** The registry, the event that produced it, and the outcome: state and cause together. */
export interface Transition {
  readonly registry: Registry;
  readonly recorded: Recorded<ChatEvent>;
  readonly outcome: Outcome;
}

/**
 * Folds recorded events into the registry. The accumulator of this `scan` is the only owner of the state.
 *
 * ```
 * events$    --a-----b-----c--|    connected(1), lineReceived(1, 'alice'), lineReceived(1, 'hi')
 *            transitions(limits)
 * result     --x-----y-----z--|    outcomes connect, register, command, each with the registry after it
 * ```
 *
 * If a defect makes the reduction of an event fail, its outcome is `defect` and the registry is unchanged.
 *
 * @param limits the limits of admission
 * @param dialects the dialects that clients can choose
 * @param first the registry before the first event
 * @returns an operator from recorded events to transitions, one for each
 * @see reduce
 */
export function transitions(
  limits: AdmissionLimits,
  dialects: Dialects = DIALECTS,
  first: Registry = EMPTY_REGISTRY,
): OperatorFunction<Recorded<ChatEvent>, Transition> {
  return scan<Recorded<ChatEvent>, Transition, { registry: Registry }>(
    ({ registry }, recorded) => {
      try {
        const [next, outcome] = reduce(registry, recorded, limits, dialects);
        return { registry: next, recorded, outcome };
      } catch (error) {
        return { registry, recorded, outcome: { type: 'defect', error } };
      }
    },
    { registry: first }, // immutable, so subscriptions can share it
  );
}
