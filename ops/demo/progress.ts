import type { WriteStream } from 'node:tty';

const WIDTH = 30;
/** How often a line is written where there is no terminal on which one could be written over, in ms. */
const QUIET_INTERVAL = 5000;

/** A bar that moves on a terminal; a line now and then in a log. What is announced stays above it. */
export class Progress {
  private lastLine = -Infinity;

  /** @param out where to; a terminal, or a file or pipe */
  constructor(private readonly out: Pick<WriteStream, 'write' | 'isTTY'>) {}

  /** Shows how far it is: a share from 0 to 1, and how things stand in a few words. */
  show(share: number, text: string): void {
    const done = Math.round(Math.min(1, share) * WIDTH);
    const percent = String(Math.round(Math.min(1, share) * 100)).padStart(3);
    const line = `[${'#'.repeat(done)}${'-'.repeat(WIDTH - done)}] ${percent} %  ${text}`;
    if (this.out.isTTY) this.out.write(`\r\x1b[K${line}`);
    else if (share >= 1 || performance.now() - this.lastLine >= QUIET_INTERVAL) {
      this.lastLine = performance.now();
      this.out.write(`${line}\n`);
    }
  }

  /** Writes a line that stays. */
  announce(text: string): void {
    this.out.write(this.out.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  /** Ends the line that the bar is on. */
  end(): void {
    if (this.out.isTTY) this.out.write('\n');
  }
}
