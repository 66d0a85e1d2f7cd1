import { concat, defer, ignoreElements, of, type OperatorFunction, tap } from 'rxjs';
import { concatMapArray } from '../operators/concatMapArray';
import { EMPTY_LEDGER, entered, type Ledger } from '../streams/journal/ledger';
import { purgedError } from '../streams/journal/journalError';
import { fromBytes } from '../streams/journal/nodeMessage';
import { ofOthers } from '../streams/journal/ofOthers';
import type { Stored } from '../streams/journal/sharedLog';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { PastLimits } from '../streams/model/rules';
import { transitions } from '../streams/reduce/transitions';
import { type ChatState, DIALECTS_TO_READ, NO_RULES, stateFromPlain } from './fold';
import { Retelling } from './retelling';

/** All that the messages of a shared log have made, up to one of them: what a node that joins needs of the past. */
export interface LogState extends ChatState {
  readonly ledger: Ledger;
}

/**
 * A shared log in which there is nothing yet.
 *
 * @param epoch names it
 */
export const emptyLogState = (epoch: string): LogState => ({
  ...stateFromPlain(undefined, epoch),
  ledger: EMPTY_LEDGER,
});

/**
 * Folds the messages of a shared log as a node does that has no clients. So the result is what all nodes share, and nothing that
 * one of them has for itself.
 *
 * ```
 * stored$    --a--b--c--|
 *            foldedLog(state, limits)
 * result     -----------(x|)    what state, a, b and c make
 * ```
 *
 * @param from the state before
 * @param limits how much rooms remember
 * @returns an operator from messages in order to the state after the last of them, once they complete; errors at a gap
 */
export const foldedLog =
  (from: LogState, limits: PastLimits): OperatorFunction<Stored<Uint8Array>, LogState> =>
  (stored$) =>
    defer(() => {
      let { ledger, registry } = from;
      const retelling = new Retelling(limits, from.kept);
      const folding$ = stored$.pipe(
        concatMapArray((stored) => {
          if (stored.place > ledger.place + 1) throw purgedError(ledger.place + 1);
          const [next, facts] = entered(ledger, {
            ...stored,
            message: fromBytes<ChatEvent>(stored.message, stored.writer),
          });
          ledger = next;
          return facts.flatMap((fact) => ofOthers(fact) ?? []);
        }),
        transitions(NO_RULES, DIALECTS_TO_READ, registry),
        tap((transition) => {
          ({ registry } = transition);
          retelling.deliveriesOf(transition);
        }),
        ignoreElements(),
      );
      return concat(
        folding$,
        defer(() => of({ registry, kept: retelling.kept, ledger })),
      );
    });
