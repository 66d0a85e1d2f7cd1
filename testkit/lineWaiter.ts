/** A line that is waited for. */
interface Wait {
  readonly wanted: (line: string) => boolean;
  readonly resolve: (line: string | undefined) => void;
}

/** Lets code wait for a line among all that pass. */
export class LineWaiter {
  private readonly waits = new Set<Wait>();
  private isOver = false;

  /** Takes a line that has come. */
  readonly note = (line: string): void => {
    for (const wait of this.waits) if (wait.wanted(line)) this.settle(wait, line);
  };

  /** No more lines will come. */
  end(): void {
    this.isOver = true;
    for (const wait of this.waits) this.settle(wait, undefined);
  }

  /** The next line that is wanted; nothing when no more lines come. */
  next(wanted: (line: string) => boolean): Promise<string | undefined> {
    if (this.isOver) return Promise.resolve(undefined);
    return new Promise((resolve) => this.waits.add({ wanted, resolve }));
  }

  private settle(wait: Wait, line: string | undefined): void {
    this.waits.delete(wait);
    wait.resolve(line);
  }
}
