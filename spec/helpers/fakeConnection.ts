import { NEVER, Observable, ReplaySubject, type Subscriber } from 'rxjs';
import type { Sink } from '../../src/streams/accept/sink';
import type { Connection, Remote } from '../../src/streams/model/connection';
import type { ConnectionId } from '../../src/streams/model/ids';
import { ConnectionEndedError, type Ending } from '../../src/streams/model/ending';

/** The first byte of telnet negotiation, and of no line. */
const IAC = 255;

/** What a fake connection is made from. */
export interface FakeClient {
  readonly id: ConnectionId;
  /** What the client sends: completes where it ends its side, errors where it is gone. */
  readonly chunks$?: Observable<Uint8Array>;
  readonly address?: string;
  /** The dialect that its transport has chosen. */
  readonly dialect?: string;
  /** Called when the server has ended its side. */
  readonly onEnd?: (connection: FakeConnection) => void;
}

/** A connection without a socket: the client's side is written by the spec, the server's side is recorded. */
export class FakeConnection implements Connection, Sink {
  readonly id: ConnectionId;
  readonly remote: Remote;
  readonly dialect?: string;
  readonly chunks$: Observable<Uint8Array>;
  readonly demand$: Observable<boolean>;
  /** The lines of each write; completes when the server ends its side, errors with a ConnectionEndedError where it closes. */
  readonly written$: Observable<readonly string[]>;
  /** The bytes of each write. */
  readonly writes: Uint8Array[] = [];
  /** How often the server has ended its side. */
  ends = 0;
  /** The reasons with which it was closed. */
  readonly closes: Ending[] = [];
  /** How long the server wanted not to read, in ms. */
  rested = 0;
  /** How many have subscribed to what the client sends, and have not unsubscribed. */
  readers = 0;
  private chunks: Subscriber<Uint8Array> | undefined;
  private demand: Subscriber<boolean> | undefined;
  private readonly recorded$ = new ReplaySubject<readonly string[]>(Infinity);
  private blocked = false;

  constructor({ id, chunks$ = NEVER, address = '192.0.2.1', dialect, onEnd }: FakeClient) {
    this.id = id;
    if (dialect !== undefined) this.dialect = dialect;
    this.remote = { address, port: 40_000 + id };
    this.onEnd = onEnd;
    this.written$ = this.recorded$.asObservable();
    this.chunks$ = new Observable((subscriber) => {
      this.chunks = subscriber;
      this.readers += 1;
      subscriber.add(() => (this.readers -= 1));
      return chunks$.subscribe({
        next: (bytes) => {
          subscriber.next(bytes);
        },
        error: (error: unknown) => {
          subscriber.error(error);
          this.demand?.complete();
        },
        complete: () => {
          subscriber.complete();
        },
      });
    });
    this.demand$ = new Observable((subscriber) => {
      this.demand = subscriber;
    });
  }

  private readonly onEnd: FakeClient['onEnd'];

  /** All lines that were written, in order. Answers to telnet negotiation are none. */
  get lines(): string[] {
    return this.writes.filter((bytes) => bytes[0] !== IAC).flatMap(linesOf);
  }

  /** From now on the client takes nothing: the next write finds its socket full. */
  block(): void {
    this.blocked = true;
  }

  /** From now on the client takes everything, and what had waited in the socket first. */
  drain(): void {
    this.blocked = false;
    this.demand?.next(true);
  }

  /** The connection is gone, in good order. */
  hangUp(): void {
    this.chunks?.complete();
    this.demand?.complete();
  }

  pauseReading(ms: number): void {
    this.rested += ms;
  }

  holdReading(): void {
    // What it sends is in the hands of a spec.
  }

  write(bytes: Uint8Array): void {
    this.writes.push(bytes);
    if (bytes[0] !== IAC) this.recorded$.next(linesOf(bytes));
    if (this.blocked) this.demand?.next(false);
  }

  end(): void {
    this.ends += 1;
    this.recorded$.complete();
    this.onEnd?.(this);
  }

  close(ending: Ending): void {
    this.closes.push(ending);
    const error = new ConnectionEndedError(ending);
    this.recorded$.error(error);
    this.chunks?.error(error);
    this.demand?.complete();
  }
}

/** The lines in bytes that the server has written; each must be whole. */
export function linesOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString();
  if (!text.endsWith('\n')) throw new Error(`the end of a line is missing: ${JSON.stringify(text)}`);
  return text.slice(0, -1).split('\n');
}
