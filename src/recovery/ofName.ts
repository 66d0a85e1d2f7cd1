import type { MonoTypeOperatorFunction } from 'rxjs';
import { createOperator } from '../operators/createOperator';
import { nameKey } from '../streams/reduce/names';
import type { Sent } from './replayed';

/**
 * Passes on what the clients of a name were sent, that included which they were sent before they had it.
 *
 * ```
 * sent$      --p--q--o--r--|     p and o go to alice, o when she has her name; q and r to bob
 *            ofName('alice')
 * result     --------(po)--|
 * ```
 *
 * @param name the name, in whatever case
 * @returns an operator on what was sent
 */
export function ofName(name: string): MonoTypeOperatorFunction<Sent> {
  const wanted = nameKey(name);
  return createOperator((subscriber) => {
    const unnamed = new Map<number, Sent[]>(); // what each client was sent that has no name yet
    return {
      next(sent) {
        const before = unnamed.get(sent.session) ?? [];
        if (sent.name === undefined) {
          before.push(sent);
          unnamed.set(sent.session, before);
          return;
        }
        unnamed.delete(sent.session);
        if (nameKey(sent.name) !== wanted) return;
        for (const each of before) subscriber.next(each);
        subscriber.next(sent);
      },
    };
  });
}
