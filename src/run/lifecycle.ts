/** What a server is doing: its answer at `/readyz`. */
export type State = 'starting' | 'ready' | 'stopping' | 'failed';

/** The states of a server, in the order in which it passes them; `failed` is the last one. */
export class Lifecycle {
  /** Rejected with the error of a defect that has ended the chat; otherwise never settled. */
  readonly failed: Promise<never>;
  private reject: (error: unknown) => void = () => undefined;
  private current: State = 'starting';

  constructor() {
    this.failed = new Promise<never>((_, reject) => (this.reject = reject));
    this.failed.catch(() => undefined); // who does not wait for it has the log
  }

  get state(): State {
    return this.current;
  }

  enter(state: 'ready' | 'stopping'): void {
    if (this.current !== 'failed') this.current = state;
  }

  fail(error: unknown): void {
    this.current = 'failed';
    this.reject(error);
  }
}
