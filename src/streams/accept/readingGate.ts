import type { Socket } from 'node:net';
import { ExcessInput, LARGE_CHUNK_BYTES } from './excessInput';
import type { PausedSource, ReadTurns } from './readTurns';

/** The maximum pause of a client, in ms. */
const MAX_PAUSE_MS = 1000;

/** The size of a chunk, in bytes, up to which a client has little to say: some lines as people write them. */
const LITTLE_BYTES = 1024;

/** The pause between two chunks that are discarded, in ms: at least so long, and longer the more clients flood. */
const DISCARD_PAUSE_MS = { least: 20, perClient: 1 / 4 };

const NOTHING = new Uint8Array();

/**
 * Controls reading from a socket: no reading while it is suspended or paused, and after a large chunk it waits for its
 * turn. Without that, Node reads up to 2 MiB from one client before it reads from the next. A chunk that comes when the
 * turn is over goes back to the socket until there is time for it. The backlog of a client that floods is discarded.
 */
export class ReadingGate implements PausedSource {
  isSuspended = false;
  private isHeld = false; // until what it has sent is dealt with
  private pause: NodeJS.Timeout | undefined; // set during a pause
  private pauseMs = 0; // the pause after the current chunk, in ms
  private hasUnread = false; // a chunk has gone back to the socket
  private isWaiting = false; // in the queue
  private isReleased = false; // the socket is no longer its own
  private excess: ExcessInput | undefined; // set from a pause until nothing that was sent by then waits any more

  /**
   * @param socket the socket
   * @param turns the queue in which it waits for its turn
   */
  constructor(
    private readonly socket: Socket,
    private readonly turns: ReadTurns,
  ) {}

  /** Pauses reading after the current chunk. Requests for one chunk add up, to at most a second. */
  pauseReading(ms: number): void {
    this.pauseMs = Math.min(MAX_PAUSE_MS, this.pauseMs + ms);
  }

  /** Suspends or resumes reading. While it is suspended, TCP flow control slows the client down. */
  suspend(isSuspended: boolean): void {
    this.isSuspended = isSuspended;
    if (isSuspended) this.socket.pause();
    else this.resume();
  }

  /** Whether something may have come that is not handled yet: it has gone back to the socket, or nothing is read. */
  get isUnread(): boolean {
    return this.hasUnread || this.isSuspended || this.isHeld;
  }

  /** Holds reading after the current chunk, or reads on. A client that is held sends no more than it should: nothing is discarded. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (!isHeld) return void this.resume();
    this.forgetExcess();
    this.socket.pause();
  }

  /** Whether a chunk may be handled in this turn. If not, it comes again when there is time for it. */
  mayHandle(chunk: Uint8Array): boolean {
    if (!this.turns.isOver) {
      this.turns.spend(chunk.length);
      return true;
    }
    this.socket.pause();
    this.socket.unshift(chunk);
    this.hasUnread = true;
    this.waitForTurn(!this.excess && chunk.length <= LITTLE_BYTES);
    return false;
  }

  /**
   * What is to be handled of the lines in a chunk; `undefined` for nothing.
   *
   * @param lines what was taken out of its frames, or the chunk itself
   * @param bytes the size of the chunk
   */
  take(lines: Uint8Array | undefined, bytes: number): Uint8Array | undefined {
    if (!this.excess) return lines;
    const { isDiscarding } = this.excess;
    const taken = this.excess.take(lines ?? NOTHING, performance.now(), bytes);
    this.turns.discarding += Number(this.excess.isDiscarding) - Number(isDiscarding);
    if (this.excess.isOver) this.excess = undefined;
    return taken;
  }

  /** Called after a chunk has been handled: continues at once, after the requested pause, or in turn. */
  afterChunk(bytes: number): void {
    if (this.pauseMs > 0) this.excess ??= new ExcessInput(performance.now());
    if (this.excess?.isDiscarding) {
      this.pauseMs = Math.max(DISCARD_PAUSE_MS.least, this.turns.discarding * DISCARD_PAUSE_MS.perClient);
    }
    if ((this.pauseMs === 0 && bytes < LARGE_CHUNK_BYTES) || this.socket.destroyed) return;
    this.socket.pause();
    if (this.pauseMs > 0) this.pause = setTimeout(() => this.endPause(), this.pauseMs);
    else this.waitForTurn(false);
    this.pauseMs = 0;
  }

  /** Resumes reading, unless it is suspended or paused; a chunk that has gone back to the socket is handled at once. */
  resume(): boolean {
    this.isWaiting = false;
    if (!this.isFree) return false;
    const { hasUnread } = this;
    this.hasUnread = false;
    if (hasUnread) this.socket.read(); // emits it, after which it may have to wait again
    this.resumeIfFree();
    return hasUnread;
  }

  /** Cancels a pause, and leaves the socket to another user, as it is. */
  release(): void {
    this.isReleased = true;
    this.clear();
  }

  /** The socket is its own again. */
  reclaim(): void {
    this.isReleased = false;
    if (this.isSuspended) this.socket.pause();
  }

  /** Cancels a pause without resuming, and forgets what was in excess. */
  clear(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.isHeld = false;
    this.forgetExcess();
  }

  private forgetExcess(): void {
    if (this.excess?.isDiscarding) this.turns.discarding -= 1;
    this.excess = undefined;
  }

  /** Whether nothing keeps it from being read. */
  private get isFree(): boolean {
    return !this.isSuspended && !this.isHeld && !this.pause && !this.isWaiting && !this.isReleased;
  }

  private resumeIfFree(): void {
    if (this.isFree) this.socket.resume();
  }

  private waitForTurn(hasLittle: boolean): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.turns.wait(this, hasLittle);
  }

  private endPause(): void {
    this.pause = undefined;
    this.excess?.resumed(performance.now());
    this.resume();
  }
}
