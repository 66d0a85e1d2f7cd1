import type { OperatorFunction, Subscriber } from 'rxjs';
import type { Chunk } from '../../buffers/chunk';
import { createOperatorFrom, OperatorSubscriber } from '../../operators/createOperator';
import { SlowConsumerError } from '../../operators/dropOverflow';
import type { Connection } from '../model/connection';
import { bytes, close, end, type Write } from '../model/write';
import type { Outbox } from './outbox';

/**
 * Makes writes to a connection of a client's chunks.
 *
 * ```
 * chunks     --a---b--|          --a---#          # = SlowConsumerError
 *            toWrites(outbox)
 * result     --A---B--(E|)       --A---(C|)       A = bytes of a, E = end, C = close(slow_consumer)
 * ```
 *
 * The result never errors: an error that is a defect of ours is reported, and closes this connection alone. A client that is
 * gone is neither ended nor closed.
 *
 * @param outbox the client's outbox, which is closed when its writes are over
 * @returns an operator from chunks to writes, in order
 */
export function toWrites<C extends Connection>(outbox: Outbox<C>): OperatorFunction<Chunk, Write<C>> {
  return createOperatorFrom((destination) => new ToWrites(destination, outbox));
}

class ToWrites<C extends Connection> extends OperatorSubscriber<Chunk, Write<C>> {
  private readonly connection: C; // of the outbox, and here since each write would go by way of that

  constructor(
    destination: Subscriber<Write<C>>,
    private readonly outbox: Outbox<C>,
  ) {
    super(destination);
    this.connection = outbox.connection;
  }

  /** Without the inherited catch, since nothing here can throw: all chunks pass here. */
  override next(chunk: Chunk): void {
    if (!this.closed) this.onNext(chunk);
  }

  override error(error: unknown): void {
    if (this.closed) return;
    const isSlow = error instanceof SlowConsumerError;
    if (!isSlow) this.outbox.fail(error);
    this.destination.next(close(this.connection, isSlow ? 'slow_consumer' : 'internal_error'));
    this.destination.complete();
  }

  protected onNext(chunk: Chunk): void {
    this.destination.next(bytes(this.connection, chunk.bytes));
  }

  /** The chunks end when all have been taken, or when the client is gone, which may be while it has not taken the last. */
  protected override onComplete(): void {
    const { isEnding, isBackpressured } = this.outbox.counters;
    if (isEnding && !isBackpressured) this.destination.next(end(this.connection, this.outbox.endReason));
    super.onComplete();
  }

  protected override onFinalize(): void {
    this.outbox.release();
  }
}
