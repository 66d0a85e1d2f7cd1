import type { Subscription } from 'rxjs';
import type { Chunk } from '../../src/buffers/chunk';
import type { ConnectionId } from '../../src/streams/model/connection';
import type { Delivery } from '../../src/streams/model/delivery';
import { FanOut, TURN_LIMITS, type TurnLimits } from '../../src/streams/write/fanOut';
import { linesOf } from './fakeConnection';

/** What a client has got of a fan-out. */
export class Reader {
  readonly chunks: Chunk[] = [];
  completed = false;
  subscription: Subscription | undefined;

  /** All lines, in order. */
  get lines(): string[] {
    return this.chunks.flatMap(({ bytes }) => linesOf(bytes));
  }

  /** The lines of each chunk since the last time that they were taken. */
  take(): string[][] {
    return this.chunks.splice(0).map(({ bytes }) => linesOf(bytes));
  }
}

/** A fan-out with readers, and how often it has encoded what a room is told. */
export class FanOutUnderTest {
  encoded = 0;
  readonly fanOut: FanOut;

  /** @param limits how much is done in a turn, as far as it is not what the server does */
  constructor(limits: Partial<TurnLimits> = {}) {
    this.fanOut = new FanOut(() => (this.encoded += 1), { ...TURN_LIMITS, ...limits });
  }

  /** A client begins to read. */
  reader(client: ConnectionId, received?: (chunk: Chunk) => void): Reader {
    const reader = new Reader();
    reader.subscription = this.fanOut.chunksFor(client).subscribe({
      next: (chunk) => {
        reader.chunks.push(chunk);
        received?.(chunk);
      },
      complete: () => (reader.completed = true),
    });
    return reader;
  }

  /** Ends as many turns as it takes until everybody has got everything; returns how many those were. */
  settle(): number {
    let turns = 0;
    for (; this.fanOut.isBusy; turns += 1) this.turn();
    return turns;
  }

  /** Carries out a turn. */
  turn(...deliveries: readonly Delivery[]): void {
    this.fanOut.deliver(deliveries);
  }
}
