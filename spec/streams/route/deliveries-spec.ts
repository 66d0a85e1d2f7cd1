import { NEVER, of, take, toArray } from 'rxjs';
import { type Delivery, leaveRoom, stamp, useDialect } from '../../../src/streams/model/delivery';
import type { Outcome } from '../../../src/streams/model/outcome';
import { EMPTY_REGISTRY } from '../../../src/streams/reduce/registry';
import type { Transition } from '../../../src/streams/reduce/transitions';
import { deliveries } from '../../../src/streams/route/deliveries';
import { NONE, TICKS } from '../../helpers/history';
import { marbles } from '../../helpers/marbles';

/** A transition whose event has this number. */
const transition = (seq: number, outcome: Outcome = NONE): Transition => ({
  registry: EMPTY_REGISTRY,
  recorded: { seq, at: seq * 10, event: TICKS },
  outcome,
});
const chooses = (seq: number, client: number): Transition => transition(seq, { type: 'dialect', client, dialect: 'x' });
const leaves = (seq: number, client: number): Transition =>
  transition(seq, { type: 'unregister', client, ending: 'exit', address: '192.0.2.1', lasted: 1 });
const a = chooses(1, 7);
const chosen = useDialect(7, 'x');
const [b, c] = [transition(2), transition(3)];
const [one, two, three] = [leaveRoom(1), leaveRoom(2), leaveRoom(3)];
const ROUTED = new Map<Transition, readonly Delivery[]>([
  [a, [chosen, two]],
  [b, []],
  [c, [three]],
]);
const route = (from: Transition): readonly Delivery[] => ROUTED.get(from) ?? [];

describe('deliveries', () => {
  it(
    'stand behind the stamp of their event',
    marbles(({ cold, expectObservable }) => {
      const transitions$ = cold('--a-------b--c-----|', { a, b, c });
      const shown = { A: stamp(a.recorded), C: stamp(c.recorded), 1: chosen, 2: two, 3: three };
      expectObservable(transitions$.pipe(deliveries(route))).toBe('--(A12)------(C3)--|', shown);
    }),
  );

  it(
    'of none are none, and an error passes',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Transition>('--|').pipe(deliveries(route))).toBe('--|');
      expectObservable(NEVER.pipe(deliveries(route))).toBe('-');
      expectObservable(cold<Transition>('--#').pipe(deliveries(route))).toBe('--#');
    }),
  );

  it('have no stamp while no client is there that has chosen a dialect', (done) => {
    const greeted = transition(8, { type: 'connect', client: 9, isGreeted: true });
    of(c, chooses(4, 7), chooses(5, 8), leaves(6, 7), leaves(7, 8), c, greeted, leaves(9, 9), c)
      .pipe(
        deliveries(({ outcome }) => (outcome.type === 'dialect' ? [useDialect(outcome.client, 'x')] : [one])),
        toArray(),
      )
      .subscribe((all) => {
        expect(all.map((each) => (each.type === 'stamp' ? each.seq : '-')).join(' ')).toBe('- 4 - 5 - 6 - - - 8 - - -');
        done();
      });
  });

  it('stop where no more are asked for', (done) => {
    let routed = 0;
    of(a, c)
      .pipe(
        deliveries((from) => {
          routed += 1;
          return route(from);
        }),
        take(2),
        toArray(),
      )
      .subscribe((taken) => {
        expect(taken).toStrictEqual([stamp(a.recorded), chosen]);
        expect(routed).toBe(1);
        done();
      });
  });

  it('end with the error that routing throws', (done) => {
    const fail = (): never => {
      throw new Error('no way');
    };
    of(a)
      .pipe(deliveries(fail))
      .subscribe({
        error: (error: unknown) => {
          expect(error).toStrictEqual(new Error('no way'));
          done();
        },
      });
  });
});
