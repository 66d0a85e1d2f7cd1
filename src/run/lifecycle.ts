/** The state of a server: its answer at `/readyz`. */
export type State = 'starting' | 'ready' | 'restarting' | 'stopping' | 'failed';

/**
 * The state machine of a server. The states follow in this order, without `restarting` if nobody is to be sent elsewhere first, and `failed`
 * is final.
 */
export class Lifecycle {
  /** Rejects with the error of a defect that has ended the chat; otherwise stays pending. */
  readonly failed: Promise<never>;
  private reject: (error: unknown) => void = () => undefined;
  private current: State = 'starting';
  private pause: string | undefined;

  constructor() {
    this.failed = new Promise<never>((_, reject) => (this.reject = reject));
    this.failed.catch(() => undefined); // not an unhandled rejection: the log has the error
  }

  get state(): State {
    return this.current;
  }

  /** Why clients are not to be sent here; nothing if they are. */
  get unready(): string | undefined {
    return this.current === 'ready' ? this.pause : this.current;
  }

  /** Clients are not to be sent here although it is ready, for a reason; or they are again. */
  pauseBy(reason: string | undefined): void {
    this.pause = reason;
  }

  enter(state: 'ready' | 'restarting' | 'stopping'): void {
    if (this.current !== 'failed') this.current = state;
  }

  fail(error: unknown): void {
    this.current = 'failed';
    this.reject(error);
  }
}
