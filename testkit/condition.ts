import { within } from './within';

/** Lets code wait for what becomes true only when something happens. */
export class Condition {
  private readonly waiting = new Set<() => void>();

  /** Something has happened: all that wait look again. */
  readonly changed = (): void => {
    for (const look of this.waiting) look();
  };

  /**
   * Waits until an answer is truthy.
   *
   * @param ask what is asked for, now and at each change
   * @param what says, when the time is over, what is not so
   * @param limit the longest wait, in ms, before patience
   * @returns the answer
   * @throws when the time is over
   */
  async until<T>(ask: () => T, what: () => string, limit?: number): Promise<NonNullable<T>> {
    const now = ask();
    if (now) return now;
    let look = (): void => undefined;
    const answered = new Promise<NonNullable<T>>((resolve) => {
      look = () => {
        const answer = ask();
        if (answer) resolve(answer);
      };
    });
    this.waiting.add(look);
    return within(answered, what, limit).finally(() => this.waiting.delete(look));
  }
}
