import {
  BehaviorSubject,
  connect,
  defer,
  EMPTY,
  exhaustMap,
  map,
  merge,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  pipe,
  share,
  Subject,
  take,
  tap,
} from 'rxjs';
import type { BufferLimits } from '../buffers/overflowQueue';
import type { RateLimit } from '../buffers/tokenBucket';
import { bufferTurns, type Turns } from '../operators/bufferTurns';
import { concatMapArray } from '../operators/concatMapArray';
import { holdWhile } from '../operators/holdWhile';
import { mergeLean } from '../operators/mergeLean';
import { mergeMapLean } from '../operators/mergeMapLean';
import { inputs } from './decode/inputs';
import { type LoopLoad, overloads } from './decode/overloads';
import { type Dialects, DIALECTS } from './dialects/dialects';
import { inOrder } from './journal/inOrder';
import type { Journal, Recorded } from './journal/journal';
import type { ChatEvent, ShutdownRequested } from './model/chatEvent';
import type { Connection } from './model/connection';
import { type Delivery, isUrgent } from './model/delivery';
import type { ConnectionId } from './model/ids';
import { close, type Write } from './model/write';
import { type Rules, rulesOf } from './model/rules';
import { EMPTY_REGISTRY, type Registry } from './reduce/registry';
import { toBeRecorded } from './reduce/toBeRecorded';
import { type Transition, transitions } from './reduce/transitions';
import { Accounts } from './route/accounts';
import { charged } from './route/charged';
import { contained } from './route/contained';
import { deliveries } from './route/deliveries';
import { Past } from './route/past';
import { Activity, observed } from './route/observed';
import { remembered } from './route/remembered';
import { route } from './route/route';
import { DeliveryTimes } from './write/deliveryTimes';
import { distribute } from './write/distribute';
import { FanOut, TURN_LIMITS } from './write/fanOut';
import type { Outboxes } from './write/outboxes';
import { type SendQueues, Stalls } from './write/stalls';

/** All limits of the server. */
export interface ChatLimits extends Rules, BufferLimits {
  /** How many lines a client may send at once. */
  readonly lineBurst: number;
  /** How many lines a second after that; 0 for no limit. */
  readonly lineRate: number;
  /** To how many receivers a line counts as one line; see `Accounts`. */
  readonly lineReceivers: number;
  /** How late the event loop may be, with work to do, before newcomers wait, in milliseconds; 0 for no limit. */
  readonly busyLag: number;
  /** How long a newcomer waits for a busy server at most, before it is let in or refused, in milliseconds. */
  readonly busyWait: number;
  /** How long a client may take nothing at all while it is written to, in milliseconds. */
  readonly slowClientTimeout: number;
}

/** Watches the streams: operators that pass on all they receive, and callbacks for what is out of order. */
export interface Taps {
  readonly received: MonoTypeOperatorFunction<Uint8Array>;
  /** A line came too fast, as one did before it for which the client was sent a refusal. */
  readonly excess: () => void;
  readonly recorded: MonoTypeOperatorFunction<Recorded<ChatEvent>>;
  readonly transitions: MonoTypeOperatorFunction<Transition>;
  readonly turns: MonoTypeOperatorFunction<readonly Delivery[]>;
  /** What was said in a room has reached all of its members, so many milliseconds after its line was read. */
  readonly delivered: (ms: number) => void;
  /** A room's lines have been encoded. */
  readonly encoded: () => void;
  /** A client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
  /** Something went wrong that is no client's fault; it ended that client alone, or none if none is named. */
  readonly failed: (error: unknown, client?: ConnectionId) => void;
}

/** A moment at which deadlines are checked: all input that had come by then was read. */
export interface Tick {
  /** How long the server stood still since the last tick, in milliseconds: that counts for no deadline. */
  readonly stoodStill: number;
}

/** All that the chat is made from. */
export interface ChatSources<C extends Connection> {
  /** Each client when it connects, with what it sends and whether it takes more. */
  readonly connections$: Observable<C>;
  /** Emits at an interval; deadlines are checked then. */
  readonly ticks$: Observable<Tick>;
  /** How late the event loop is, and how much of the time it has work; measured again and again. */
  readonly loads$: Observable<LoopLoad>;
  /** Emits when the server is to stop, with what its clients are to know of that. */
  readonly shutdown$: Observable<ShutdownRequested>;
  readonly journal: Journal<ChatEvent>;
  /** What the events have made that the journal had before. Default: there were none, and what decides is in the limits. */
  readonly registry?: Registry;
  /** The limits, which are read whenever something is decided: they may change while the chat runs. */
  readonly limits: ChatLimits;
  /** Emits the rules among them when they have changed, since those that are on the log decide. Default: they never do. */
  readonly rules$?: Observable<Rules>;
  /** When a turn of the event loop is over, and the clock in milliseconds that never steps back. */
  readonly turns: Turns;
  readonly outboxes: Outboxes<C>;
  /** Looks up how much the system holds for connections, where it says so; emits once. Default: it never does. */
  readonly sendQueues?: (connections: readonly C[]) => Observable<SendQueues<C>>;
  readonly taps: Taps;
  /** The dialects that clients can choose. */
  readonly dialects?: Dialects;
  /** What was said before; nothing if it is not given. */
  readonly past?: Past;
}

/**
 * The whole server as one stream, from what clients send to what is written to them.
 *
 * ```
 * connections$ -> inputs -> inOrder -> transitions -> route -> bufferTurns -> distribute -> writes
 * ```
 *
 * Every connection becomes events; the journal gives all events their one order; `scan` folds them into the registry;
 * each step of the registry becomes deliveries; the deliveries of a turn of the event loop are carried out together; what
 * each client receives passes its bounded outbox.
 *
 * It writes to no connection itself: that is for the one who subscribes, in the order of the writes.
 *
 * @param sources the connections, the clocks, the journal, the limits and the taps
 * @returns the writes; all of the server lives while it is subscribed to
 */
export function chat<C extends Connection>(sources: ChatSources<C>): Observable<Write<C>> {
  const {
    connections$,
    ticks$,
    loads$,
    shutdown$,
    journal,
    limits,
    rules$ = EMPTY,
    registry = { ...EMPTY_REGISTRY, epoch: journal.epoch, rules: rulesOf(limits) },
    turns,
    outboxes,
    sendQueues = () => of<SendQueues<C>>(new Map()),
    taps,
    dialects = DIALECTS,
    past = new Past(limits),
  } = sources;
  return defer(() => {
    const times = new DeliveryTimes(turns.now, taps.delivered);
    const setBehind = (isBehind: boolean): void => outboxes.setBehind(isBehind);
    const fanOut = new FanOut(taps.encoded, TURN_LIMITS, dialects, setBehind, times);
    const stalls = new Stalls<C>(() => limits.slowClientTimeout);
    const rate = rateOf(limits, turns.now);
    const accounts = new Accounts(rate, limits);
    const tick$ = ticks$.pipe(share());
    const stop$ = shutdown$.pipe(share());
    const replies$ = new Subject<Write<C>>(); // what goes back to a client beside the log
    const reports$ = new Subject<ChatEvent>(); // what became of events and of output, to be recorded
    const reply = (write: Write<C>): void => replies$.next(write);
    const opened = accounts.open.bind(accounts);
    const report = (event: ChatEvent): void => reports$.next(event);
    const containment = { failed: taps.failed, append: report };
    const told = remembered(observed(route, new Activity()), past);

    const registry$ = new BehaviorSubject(registry); // as it is by now
    const noted = tap<Transition>((transition) => registry$.next(transition.registry));
    const present = { registry: () => registry$.value, linesBehind: fanOut.linesBehind.bind(fanOut), dialects };

    const overload$ = loads$.pipe(
      overloads(() => limits.busyLag),
      share(),
    );
    const isBusy$ = merge(overload$.pipe(map(({ type }) => type === 'overloaded')), stop$.pipe(map(() => false)));

    const writes$ = connections$.pipe(
      holdWhile(isBusy$, limits.busyWait),
      connect((clients$) =>
        merge(
          clients$.pipe(mergeMapLean((connection) => inputs(connection, { rate, taps, opened, reply }))),
          tick$.pipe(map(ticked)),
          overload$,
          stop$,
          rules$.pipe(map((rules): ChatEvent => ({ type: 'rulesChanged', rules }))),
          reports$,
        ).pipe(
          toBeRecorded(present),
          inOrder(journal),
          taps.recorded,
          transitions(limits, dialects, registry),
          pipe(taps.transitions, noted),
          deliveries(times.noted(charged(contained(told, containment), accounts))),
          bufferTurns(turns, { isUrgent, isBusy: () => fanOut.isBusy }),
          taps.turns,
          distribute(clients$, fanOut, { outboxes, limits, report, slow: taps.slow, failed: taps.failed }),
        ),
      ),
    );
    const stalled$ = tick$.pipe(
      map(({ stoodStill }) => stalls.suspects(outboxes.open, turns.now(), stoodStill, outboxes.budget.isUnderPressure)),
      exhaustMap((suspects) => {
        if (suspects.length === 0) return EMPTY;
        return sendQueues(suspects.map(({ connection }) => connection)).pipe(
          take(1),
          map((queues) => stalls.find(suspects, queues, turns.now())),
        );
      }),
      concatMapArray((connections) => connections),
      map((connection) => close(connection, 'slow_consumer')),
    );
    return mergeLean(replies$, stalled$, writes$);
  });
}

/** The rate limit for the lines of a client, as the limits have it by now. */
const rateOf = (limits: ChatLimits, now: () => number): RateLimit => ({
  get burst() {
    return limits.lineBurst;
  },
  get rate() {
    return limits.lineRate;
  },
  now,
});

const ticked = ({ stoodStill }: Tick): ChatEvent =>
  stoodStill > 0 ? { type: 'ticked', stoodStill } : { type: 'ticked' };
