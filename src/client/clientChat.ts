import {
  defer,
  distinctUntilChanged,
  EMPTY,
  interval,
  map,
  merge,
  mergeMap,
  type Observable,
  observeOn,
  queueScheduler,
  scan,
  share,
  Subject,
  switchMap,
  tap,
} from 'rxjs';
import type { Action, ClientEvent, SocketEvent, State, Step } from './model';
import { reconnecting, type Retry } from './reconnecting';
import { FIRST } from './state';
import { step } from './step';

/** How often the lists beside the lines are asked for, and a name that was taken, in ms. */
const LOOK_MS = 5000;

/** All that a client is made from. */
export interface ClientSources extends Retry {
  /** What the person does. */
  readonly actions$: Observable<Action>;
  /** Connects: sends what it is given, emits what comes, and completes when the connection is closed. */
  readonly open: (lines$: Observable<string>) => Observable<SocketEvent>;
  /** The state to begin with. */
  readonly first?: State;
}

/**
 * A whole client as one stream, from what the person does and the server sends to what is shown.
 *
 * ```
 * actions$, sockets -> events -> one order -> scan(step) -> steps -> view
 *      ^                                               |
 *      '---------------- lines to send ----------------'
 * ```
 *
 * A connection is wanted from when a name was chosen until the person leaves. When it breaks another one is tried, and the step
 * that sees it open takes the name, the room and what was missed up again.
 *
 * @param sources the person and the network
 * @returns each step: the state to show, and what follows from the event
 */
export function clientChat({ actions$, open, first = FIRST, ...retry }: ClientSources): Observable<Step> {
  return defer(() => {
    const taken$ = new Subject<Step>();
    const lines$ = taken$.pipe(mergeMap(({ sends }) => sends));
    const sockets$ = taken$.pipe(
      map(({ state }) => state.wanted !== undefined),
      distinctUntilChanged(),
      switchMap((isWanted) => (isWanted ? reconnecting(() => open(lines$), retry) : EMPTY)),
    );
    const looks$ = interval(LOOK_MS).pipe(map((): ClientEvent => ({ type: 'waited' })));
    return merge(sockets$, actions$, looks$).pipe(
      observeOn(queueScheduler), // an event that a step brings about comes after it
      scan(({ state }: Step, event: ClientEvent) => step(state, event), { state: first, sends: [] }),
      tap((taken) => taken$.next(taken)),
    );
  }).pipe(share());
}
