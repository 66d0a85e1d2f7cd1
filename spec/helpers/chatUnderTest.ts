import { EMPTY, identity, ignoreElements, map, type Observable, Subject, take, tap, timer } from 'rxjs';
import { performWrites } from '../../src/run/performWrites';
import type { ConnectionId } from '../../src/streams/model/ids';
import { ConnectionEndedError } from '../../src/streams/model/ending';
import { chat, type ChatLimits, type Taps } from '../../src/streams/chat';
import type { Dialects } from '../../src/streams/dialects/dialects';
import type { ChatEvent, ShutdownRequested } from '../../src/streams/model/chatEvent';
import type { Journal, Recorded } from '../../src/streams/journal/journal';
import { localJournal } from '../../src/streams/journal/localJournal';
import type { Delivery } from '../../src/streams/model/delivery';
import type { Write } from '../../src/streams/model/write';
import { Outboxes } from '../../src/streams/write/outboxes';
import { FakeConnection, linesOf } from './fakeConnection';
import type { Marbles } from './marbles';

/** Limits that no spec reaches that does not want to. */
const WIDE: ChatLimits = {
  connections: 1000,
  connectionsPerAddress: 1000,
  connectionBurst: 1,
  connectionRate: 0,
  limitLoopback: false,
  registrationTimeout: 0,
  idleTimeout: 0,
  lineBurst: 1000,
  lineRate: 0,
  lineReceivers: 1000,
  historyLines: 100,
  historyBytes: 1_000_000,
  historyOnJoin: 0,
  lines: 1000,
  bytes: 1_000_000,
  overflow: 'dropNewest',
  slowClientTimeout: 60_000,
  busyLag: 0,
  busyWait: 0,
};

/** How a client behaves. */
export interface Behaviour {
  readonly address?: string;
  /** The dialect that its transport has chosen. */
  readonly dialect?: string;
  /** Whether it leaves its side open when the server has ended the other one. */
  readonly stays?: boolean;
}

/** What is different from a plain chat. */
export interface Variation {
  readonly limits?: Partial<ChatLimits>;
  readonly taps?: Partial<Taps>;
  readonly dialects?: Dialects;
  /** When a turn of the event loop is over; a moment later if nothing is said. */
  readonly turn$?: Observable<unknown>;
  /** Whether the writes are carried out on the connections, as they are if nothing is said. */
  readonly carriesOut?: boolean;
}

/**
 * The whole chat in virtual time: clients whose lines are in marbles, and no socket.
 *
 * A letter in a client's diagram is the line, or lines, that `lines` gives it, all in one piece; `|` ends its side of the
 * connection, and `#` resets it. What the server writes is in `written$` of its connection.
 */
export class ChatUnderTest {
  readonly outboxes = new Outboxes<FakeConnection>();
  private readonly shutdown$ = new Subject<ShutdownRequested>();
  readonly journal: Journal<ChatEvent>;
  readonly recorded: Recorded<ChatEvent>[] = [];
  /** The deliveries of each turn. */
  readonly turns: (readonly Delivery[])[] = [];
  readonly slow: ConnectionId[] = [];
  readonly failures: { error: unknown; client: ConnectionId | undefined }[] = [];
  /** How long the rounds of rooms took, in ms. */
  readonly deliveryTimes: number[] = [];
  /** How often what a room is told has been encoded. */
  encoded = 0;
  private clients = 0;

  /**
   * @param marbles the virtual time
   * @param lines what the letters in the diagrams of clients stand for
   * @param variation what is different from a plain chat
   */
  constructor(
    private readonly marbles: Marbles,
    private readonly lines: Readonly<Record<string, string | Uint8Array>>,
    private readonly variation: Variation = {},
  ) {
    this.journal = localJournal(marbles.now, '7f3a');
  }

  /** Makes a client that will send what its diagram says. */
  client(diagram: string, { address, dialect, stays = false }: Behaviour = {}): FakeConnection {
    const chunks = Object.entries(this.lines).map(([letter, text]): [string, Uint8Array] => [
      letter,
      typeof text === 'string' ? Buffer.from(`${text}\n`) : text,
    ]);
    const chunks$ = this.marbles.hot(diagram, Object.fromEntries(chunks), new ConnectionEndedError('reset'));
    const hangUp = (connection: FakeConnection): void => {
      // A moment later: the network does not answer in the middle of a write.
      timer(1).subscribe(() => {
        connection.hangUp();
      });
    };
    this.clients += 1;
    return new FakeConnection({
      id: this.clients,
      chunks$,
      ...(address !== undefined && { address }),
      ...(dialect !== undefined && { dialect }),
      ...(!stays && { onEnd: hangUp }),
    });
  }

  /** Lets a client take nothing from `f` on, and everything from `t` on. */
  demand(connection: FakeConnection, diagram: string): void {
    this.marbles.hot(diagram, { f: 'block', t: 'drain' } as const).subscribe((change) => {
      connection[change]();
    });
  }

  /** Stops the server where the diagram says so. */
  shutdown(diagram: string): void {
    this.marbles.hot(diagram).subscribe(() => {
      this.shutdown$.next({ type: 'shutdownRequested' });
    });
  }

  /**
   * Starts the chat.
   *
   * @param diagram when which connections come
   * @param connections the connections by their letters
   * @param ticks$ when deadlines are looked at
   * @param lags$ how late the event loop is, which is at work all the time
   * @returns the writes, each carried out on its connection before it is emitted; for as long as the spec is subscribed
   */
  run(
    diagram: string,
    connections: Readonly<Record<string, FakeConnection>>,
    ticks$: Observable<unknown> = EMPTY,
    lags$: Observable<number> = EMPTY,
  ): Observable<Write<FakeConnection>> {
    const { marbles, variation, outboxes, journal } = this;
    const taps: Taps = {
      received: identity,
      recorded: tap((recorded) => this.recorded.push(recorded)),
      transitions: identity,
      turns: tap((deliveries) => this.turns.push(deliveries)),
      delivered: (ms) => this.deliveryTimes.push(ms),
      encoded: () => (this.encoded += 1),
      slow: (client) => this.slow.push(client),
      excess: () => {},
      failed: (error, client) => this.failures.push({ error, client }),
      ...variation.taps,
    };
    return chat({
      connections$: marbles.hot(diagram, connections),
      ticks$: ticks$.pipe(map(() => ({ stoodStill: 0 }))),
      loads$: lags$.pipe(map((lag) => ({ lag, utilization: 1 }))),
      journal,
      limits: { ...WIDE, ...variation.limits },
      shutdown$: this.shutdown$,
      turns: { turn$: variation.turn$ ?? timer(0).pipe(take(1)), now: marbles.now, longest: 10 },
      outboxes,
      taps,
      ...(variation.dialects && { dialects: variation.dialects }),
    }).pipe(variation.carriesOut === false ? identity : tap(performWrites(taps.failed)));
  }
}

/** Stays subscribed to a chat for the length of a spec; what it writes is seen at its connections. */
export const quiet = (chat$: Observable<unknown>): Observable<never> => chat$.pipe(ignoreElements());

/** A write as text: `1: alice: hello / bob: hi`, `1 ends`, `1 closed: slow_consumer`. */
export function shown(write: Write<FakeConnection>): string {
  const { id } = write.connection;
  switch (write.type) {
    case 'bytes':
      return `${id}: ${write.bytes[0] === 255 ? `IAC WONT ${write.bytes[2]}` : linesOf(write.bytes).join(' / ')}`;
    case 'end':
      return `${id} ends`;
    case 'close':
      return `${id} closed: ${write.ending}`;
    case 'useCrLf':
      return `${id} gets CR LF`;
    case 'pauseReading':
      return `${id} is not read from for ${write.ms} ms`;
    case 'holdReading':
      return write.isHeld ? `${id} is not read from` : `${id} is read from again`;
  }
}
