import { Program } from '../testkit/process';
import type { Failed } from './answering';
import { pinned } from './cores';

/** A process of its own that answers requests, one after the other, over its channel to this one; see answering.ts. */
export class Answerer<Q extends object, A extends { readonly type: string }> extends Program {
  /**
   * @param file its program
   * @param core the core to pin it to
   * @param aside takes a message that is no answer; returns whether it was that
   */
  constructor(
    file: string,
    core: number | undefined,
    private readonly aside: (message: A) => boolean = () => false,
  ) {
    const [command = '', ...args] = pinned(core, [process.execPath, file]);
    super(command, args, { channel: true });
  }

  /**
   * Sends it a request.
   *
   * @param request what it shall do
   * @param type the type of the answer
   * @throws when it fails, with its reason, and when it has ended
   */
  async ask<T extends A['type']>(request: Q, type: T): Promise<Extract<A, { type: T }>> {
    const ended = this.exit.then(({ code }): Failed => ({
      type: 'failed',
      reason: `the load ended with ${String(code)}`,
    }));
    const answer = await Promise.race([this.answer(request), ended]);
    if (answer.type === 'failed') throw new Error((answer as Failed).reason);
    if (answer.type !== type) throw new Error(`the load answered with ${answer.type}`);
    return answer as Extract<A, { type: T }>;
  }

  private answer(request: Q): Promise<A | Failed> {
    return new Promise((resolve) => {
      const onMessage = (message: A | Failed): void => {
        if (message.type !== 'failed' && this.aside(message as A)) return;
        this.child.off('message', onMessage);
        resolve(message);
      };
      this.child.on('message', onMessage);
      if (this.child.connected) this.child.send(request);
    });
  }
}
