import type { Socket } from 'node:net';
import type { PausedSource, ReadTurns } from './readTurns';

/** The maximum pause of a client, in ms. */
const MAX_PAUSE_MS = 1000;

/**
 * The size of a chunk, in bytes, after which a client waits for its next turn. Without this limit, Node reads up to 2
 * MiB from one client before it reads from the next.
 */
const LARGE_CHUNK_BYTES = 16 * 1024;

/**
 * Controls reading from a socket: no reading while it is suspended or paused, and after a large chunk it waits for its
 * turn.
 */
export class ReadingGate implements PausedSource {
  isSuspended = false;
  private pause: NodeJS.Timeout | undefined; // set during a pause
  private pauseMs = 0; // the pause after the current chunk, in ms

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

  /** Called after a chunk has been handled: continues at once, after the requested pause, or in turn. */
  afterChunk(bytes: number): void {
    if ((this.pauseMs === 0 && bytes < LARGE_CHUNK_BYTES) || this.socket.destroyed) return;
    this.socket.pause();
    if (this.pauseMs > 0) this.pause = setTimeout(() => this.endPause(), this.pauseMs);
    else this.turns.wait(this);
    this.pauseMs = 0;
  }

  /** Resumes reading, unless it is suspended or paused. */
  resume(): void {
    if (!this.isSuspended && !this.pause) this.socket.resume();
  }

  /** Cancels a pause without resuming. */
  clear(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  private endPause(): void {
    this.pause = undefined;
    this.resume();
  }
}
