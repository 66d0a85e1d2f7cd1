import {
  auditTime,
  BehaviorSubject,
  buffer,
  connect,
  defer,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  type OperatorFunction,
  share,
  skipWhile,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import { clientChat, type ClientSources } from '../client/clientChat';
import type { Action, State } from '../client/model';
import { FIRST } from '../client/state';
import { faultText } from './entryText';
import type { Paint } from './paint';
import { printed } from './printed';
import { promptOf, readAs } from './reading';
import type { Screen } from './screen';

/** What comes within this time is shown together, in ms. */
const SHOW_MS = 20;

/** How long a server that was told that we leave may take to end the connection, in ms. */
const LEAVE_MS = 1000;

/** What a client in a terminal is made from. */
export interface TerminalSources extends Pick<ClientSources, 'open' | 'random'> {
  /** Makes the screen; `state` gives what is known when a word is to be completed. */
  readonly screen: (state: () => State) => Screen;
  readonly paint: Paint;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** The name to take; asked for if there is none. */
  readonly name: string | undefined;
  /** The room to go to. */
  readonly room: string;
  /** Whether the terminal rings when something is for the person. */
  readonly rings: boolean;
}

/**
 * A whole client in a terminal: what is typed goes in, and what the server sends appears above the line that is being typed.
 *
 * ```
 * typed lines -> actions -> clientChat -> steps -> printed -> screen
 * ```
 *
 * @param sources the terminal, the network, and what the person has chosen
 * @returns the state whenever something was shown; completes when the person or the server has ended it, and errors as `open` does
 */
export function terminalClient({
  paint,
  name,
  room,
  rings,
  now,
  open,
  random,
  ...sources
}: TerminalSources): Observable<State> {
  return defer(() => {
    // A terminal does not tell whether somebody looks: what is for the person rings, and nothing is asked for again and again.
    const first: State = { ...FIRST, room, isVisible: false };
    const state$ = new BehaviorSubject(first);
    const screen = sources.screen(() => state$.value);
    const show = (lines: readonly string[]): void => {
      const state = state$.value;
      screen.show(lines, promptOf(state, paint), state.phase === 'online');
    };

    const typed$ = screen.typed$.pipe(
      mergeMap((line) => {
        const read = readAs(line, state$.value);
        if (read.isSaid) screen.takeBack(line);
        show(read.fault === undefined ? [] : [faultText(read.fault, paint)]);
        if (read.fault !== undefined) screen.giveBack(line);
        return read.action ? of(read.action) : EMPTY;
      }),
    );
    const left$ = screen.left$.pipe(
      map(() => state$.value.phase === 'online'),
      share(),
    );
    const exits$ = left$.pipe(
      filter(Boolean),
      map((): Action => ({ type: 'sent', lines: ['/exit'] })),
    );
    const gone$ = left$.pipe(switchMap((isOnline) => timer(isOnline ? LEAVE_MS : 0)));
    const chosen$ = name === undefined ? EMPTY : of<Action>({ type: 'chose name', name });

    show([]);
    return clientChat({ actions$: merge(typed$, exits$, chosen$), open, random, online$: NEVER, first }).pipe(
      skipWhile(({ state }) => state.phase === 'idle'),
      takeWhile(({ state }) => state.phase !== 'idle', true),
      tap(({ state, notice }) => {
        state$.next(state);
        if (notice && rings) screen.ring();
      }),
      printed(paint, now),
      inBlocks(),
      map((blocks) => {
        show(blocks.flat());
        return state$.value;
      }),
      takeUntil(gone$),
      finalize(() => screen.close()),
    );
  });
}

/** Collects what comes within a moment, so that a burst is drawn once. */
function inBlocks<T>(): OperatorFunction<T, T[]> {
  return connect((source$) => source$.pipe(buffer(source$.pipe(auditTime(SHOW_MS)))));
}
