import type { Socket } from 'node:net';
import type { PausedSource, ReadTurns } from './readTurns';

/** The longest that a client is not read from, in ms. */
const LONGEST_PAUSE = 1000;

/**
 * A client that has sent a chunk of this size, in bytes, has a lot to say and waits for its next turn. Node would read on, up to
 * 2 MiB of one client before it looks at the next.
 */
const LARGE_CHUNK = 16 * 1024;

/** Decides when a socket is read from: not while all reading is held, not during a pause, and in turn after a large chunk. */
export class ReadingGate implements PausedSource {
  private isHeld = false;
  private pause: NodeJS.Timeout | undefined; // set while it is not read from
  private pauseMs = 0; // from the end of the chunk that is being handled

  /**
   * @param socket the socket
   * @param turns where it waits for its turn to be read from
   */
  constructor(
    private readonly socket: Socket,
    private readonly turns: ReadTurns,
  ) {}

  /** Reads nothing for so long, on top of what was asked for since the last chunk, but no longer than a second. */
  pauseReading(ms: number): void {
    this.pauseMs = Math.min(LONGEST_PAUSE, this.pauseMs + ms);
  }

  /** Stops reading, or goes on: what the client sends waits in the network, and in the end at the client. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (isHeld) this.socket.pause();
    else this.resume();
  }

  /** A chunk of so many bytes has been handled: reads on after the pause that was asked for, or when its turn has come. */
  afterChunk(bytes: number): void {
    if ((this.pauseMs === 0 && bytes < LARGE_CHUNK) || this.socket.destroyed) return;
    this.socket.pause();
    if (this.pauseMs > 0) this.pause = setTimeout(() => this.endPause(), this.pauseMs);
    else this.turns.wait(this);
    this.pauseMs = 0;
  }

  /** Reads on, unless it must not for another reason. */
  resume(): void {
    if (!this.isHeld && !this.pause) this.socket.resume();
  }

  /** Ends a pause without reading on. */
  clear(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  private endPause(): void {
    this.pause = undefined;
    this.resume();
  }
}
