import { connect, defer, ignoreElements, map, merge, type MonoTypeOperatorFunction, type Observable, tap } from 'rxjs';
import { bufferTurns, type Turns } from '../operators/bufferTurns';
import type { BufferLimits } from '../buffers/overflowQueue';
import { concatMapArray } from '../operators/concatMapArray';
import { mergeMapLean } from '../operators/mergeMapLean';
import type { Connection, ConnectionId } from './model/connection';
import type { ChatEvent } from './model/chatEvent';
import { inputs } from './decode/inputs';
import { overloads } from './decode/overloads';
import type { Journal, Recorded } from './journal/journal';
import type { AdmissionLimits } from './reduce/admission';
import { type Transition, transitions } from './reduce/transitions';
import { contained } from './route/contained';
import { type Delivery, isUrgent } from './model/delivery';
import { route } from './route/route';
import { FanOut } from './write/fanOut';
import { outbound } from './write/outbound';
import type { Outboxes } from './write/outboxes';

/** All limits of the server. */
export interface ChatLimits extends AdmissionLimits, BufferLimits {
  /** How many lines a client may send at once. */
  readonly lineBurst: number;
  /** How many lines a second after that; 0 for no limit. */
  readonly lineRate: number;
  /** How late the event loop may be before nobody is let in any more, in milliseconds; 0 for as late as it likes. */
  readonly busyLag: number;
  /** How long a client may take nothing at all while it is written to, in milliseconds. */
  readonly slowClientTimeout: number;
}

/** Who watches the streams, and where: operators that pass on all they get, and two callbacks for what is out of order. */
export interface Taps {
  readonly received: MonoTypeOperatorFunction<Uint8Array>;
  /** A line came too fast, as one did before it of which the client was told. */
  readonly excess: () => void;
  readonly recorded: MonoTypeOperatorFunction<Recorded<ChatEvent>>;
  readonly transitions: MonoTypeOperatorFunction<Transition>;
  readonly turns: MonoTypeOperatorFunction<readonly Delivery[]>;
  /** A room's lines have been encoded. */
  readonly encoded: () => void;
  /** A client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
  /** Something went wrong that is no client's fault; it ended that client alone, or nobody where none is named. */
  readonly failed: (error: unknown, client?: ConnectionId) => void;
}

/** All that the chat is made from. */
export interface ChatSources {
  readonly connections$: Observable<Connection>;
  /** Emits at an interval; deadlines are checked then. */
  readonly ticks$: Observable<unknown>;
  /** How late the event loop is, in milliseconds; measured again and again. */
  readonly lags$: Observable<number>;
  readonly journal: Journal<ChatEvent>;
  readonly limits: ChatLimits;
  /** When a turn of the event loop is over, and the clock in milliseconds that never steps back. */
  readonly turns: Turns;
  readonly outboxes: Outboxes;
  readonly taps: Taps;
}

/**
 * The whole server as one stream.
 *
 * ```
 * connections$ -> inputs -> journal -> transitions -> route -> bufferTurns -> fan-out -> outbound -> connections
 * ```
 *
 * Every connection becomes events; the journal gives all events their one order; `scan` folds them into the registry;
 * each step of the registry becomes deliveries; the deliveries of a turn of the event loop are carried out together; what
 * each client gets goes through its bounded outbox to its socket.
 *
 * @param sources the connections, the journal, the limits, the clocks and who watches
 * @returns the deliveries of each turn when they have been carried out; all of the server lives while it is subscribed to
 */
export function chat(sources: ChatSources): Observable<readonly Delivery[]> {
  const { connections$, ticks$, lags$, journal, limits, turns, outboxes, taps } = sources;
  const append = (event: ChatEvent): void => {
    journal.append(event);
  };
  return defer(() => {
    const fanOut = new FanOut(taps.encoded);
    const out = { fanOut, outboxes, limits, slow: taps.slow, failed: taps.failed };
    const rate = { burst: limits.lineBurst, rate: limits.lineRate, now: turns.now };

    const delivered$ = journal.events$.pipe(
      taps.recorded,
      transitions(limits),
      taps.transitions,
      concatMapArray(contained(route, { failed: taps.failed, append })),
      bufferTurns(turns, { isUrgent, isBusy: () => fanOut.isBusy }),
      taps.turns,
      tap((deliveries) => fanOut.deliver(deliveries)),
    );
    const served$ = connections$.pipe(
      connect((arriving$) => {
        const writing$ = arriving$.pipe(mergeMapLean((connection) => outbound(connection, out)));
        const reading$ = arriving$.pipe(
          mergeMapLean((connection) => inputs(connection, rate, taps)),
          tap(append),
        );
        return merge(writing$, reading$.pipe(ignoreElements())); // a client can be told before it can speak
      }),
    );
    const timed$ = ticks$.pipe(
      tap(() => {
        outboxes.closeStuck(turns.now(), limits.slowClientTimeout);
      }),
      map((): ChatEvent => ({ type: 'ticked' })),
      tap(append),
      ignoreElements(),
    );
    const loaded$ = lags$.pipe(overloads(limits.busyLag), tap(append), ignoreElements());
    return merge(delivered$, served$, timed$, loaded$); // the journal is being read before anything is written to it
  });
}
