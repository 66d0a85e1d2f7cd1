import { NAK } from '../../buffers/lineControls';

/** How long input may wait in the system while a client is held up for sending too much, in ms. */
const MAX_BACKLOG_MS = 2000;

/** The size of a chunk, in bytes, from which there is more to read behind it. */
export const LARGE_CHUNK_BYTES = 16 * 1024;

/** A chunk that comes so much later than reading was resumed, in ms, is no part of the backlog. */
const FRESH_MS = 1000;

const NEWLINE = 0x0a;

/** Erases an unfinished line; twice, since a telnet command may be unfinished and take the first. */
const ERASE_LINE = Uint8Array.of(NAK, NAK);

/**
 * What a client sends beyond its rate, from the first time that it is held up until nothing of it waits any more.
 *
 * While reading pauses, the input waits in the buffers of both systems: megabytes, and behind them perhaps the end of the
 * connection, which nobody can see before. Read at the allowed rate, it would keep a client that has hung up for minutes,
 * and say its lines. So input that has waited for 2 s is a flood: it is discarded, and quickly, up to its end. What
 * comes after it is decoded from the next line on.
 *
 * ```
 * chunks     --A--A--A--A--b--cd--      A = 16 KiB or more, b = less: the end of the backlog; cd = 'c\nd'
 * passes     --A--A--e--------d---      e = erases the unfinished line
 * ```
 */
export class ExcessInput {
  private state: 'waiting' | 'discarding' | 'resuming' | 'over' = 'waiting';
  private resumedAt = 0;

  /** @param since the time of the first pause, in ms of a clock that never steps back */
  constructor(private readonly since: number) {}

  /** Whether a whole backlog is being discarded. */
  get isDiscarding(): boolean {
    return this.state === 'discarding';
  }

  /** Whether nothing is in excess any more: this is not needed until the next pause. */
  get isOver(): boolean {
    return this.state === 'over';
  }

  /** Reading has been resumed after a pause. */
  resumed(now: number): void {
    this.resumedAt = now;
  }

  /**
   * Takes a chunk.
   *
   * @param chunk the lines in what was read
   * @param now the time, of the same clock
   * @param bytes how much was read, with the frames around them
   * @returns what of it is decoded; `undefined` for nothing
   */
  take(chunk: Uint8Array, now: number, bytes = chunk.length): Uint8Array | undefined {
    const isLarge = bytes >= LARGE_CHUNK_BYTES;
    if (this.state === 'waiting') {
      if (!isLarge) this.state = 'over';
      if (!isLarge || now - this.since < MAX_BACKLOG_MS) return chunk;
      this.state = 'discarding';
      this.resumedAt = now;
      return ERASE_LINE;
    }
    if (this.state === 'discarding') {
      const isFresh = now - this.resumedAt > FRESH_MS;
      if (!isLarge || isFresh) this.state = 'resuming';
      if (!isFresh) return undefined;
    }
    return this.afterNewline(chunk);
  }

  /** The first newline ends a line whose start was discarded. */
  private afterNewline(chunk: Uint8Array): Uint8Array | undefined {
    const newline = chunk.indexOf(NEWLINE);
    if (newline === -1) return undefined;
    this.state = 'over';
    return newline + 1 < chunk.length ? chunk.subarray(newline + 1) : undefined;
  }
}
