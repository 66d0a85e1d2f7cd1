/** The longest interval between two looks at the clock, in ms. */
const BEAT_MS = 100;

/** A timer that is late by more than this, in ms, shows that the process stood still. */
export const STANDSTILL_MS = 250;

/**
 * A timeout that does not count the time in which this process stood still, and that elapses only after all input that
 * had come by then was read: a client is not charged for a pause of the server.
 *
 * ```
 * process    ----------(stopped)----------      a timeout of 15 columns
 * timeout    ^                        !
 * ```
 */
export class AttendedTimeout {
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;

  /**
   * Starts the timeout.
   *
   * @param elapsed called once, unless it is cleared before
   * @param remaining the time in ms
   */
  constructor(
    private readonly elapsed: () => void,
    private remaining: number,
  ) {
    this.wait();
  }

  /** Stops the timeout. */
  clear(): void {
    clearTimeout(this.timer);
    clearImmediate(this.turn);
  }

  private wait(): void {
    const beat = Math.min(BEAT_MS, this.remaining);
    const due = performance.now() + beat;
    this.timer = setTimeout(() => {
      const late = performance.now() - due;
      this.remaining -= beat + (late > STANDSTILL_MS ? 0 : Math.max(0, late));
      if (this.remaining > 0) this.wait();
      else this.turn = setImmediate(this.elapsed); // the sockets are polled in between
    }, beat);
  }
}
