import type { Subscription } from 'rxjs';
import type { Chunk } from '../../src/buffers/chunk';
import type { Dialects } from '../../src/streams/dialects/dialects';
import { type Delivery, send, sendRoom, sendRoomExcept } from '../../src/streams/model/delivery';
import type { ConnectionId, NameKey } from '../../src/streams/model/ids';
import { FanOut, TURN_LIMITS, type TurnLimits } from '../../src/streams/write/fanOut';
import { bare, note } from './bareDialect';
import { linesOf } from './fakeConnection';
import { tiny } from './tinyDialect';

/** A message for one client that is this line in the bare dialect. */
export const sendLine = (client: ConnectionId, line: string): Delivery => send(client, note(line));

/** A message for a room that is this line in the bare dialect. */
export const sendRoomLine = (room: NameKey, line: string, except?: readonly ConnectionId[]): Delivery =>
  except ? sendRoomExcept(room, note(line), except) : sendRoom(room, note(line));

/** What a client has received from a fan-out. */
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

/** A fan-out with readers, and how often it has encoded what a room is sent. Clients begin with the bare dialect. */
export class FanOutUnderTest {
  encoded = 0;
  /** What was said of being behind. */
  readonly behind: boolean[] = [];
  readonly fanOut: FanOut;

  /**
   * @param limits how much is done in a turn, if it is not what the server does
   * @param dialects those that clients can choose
   */
  constructor(limits: Partial<TurnLimits> = {}, dialects: Dialects = [bare, tiny]) {
    this.fanOut = new FanOut(
      () => (this.encoded += 1),
      { ...TURN_LIMITS, ...limits },
      dialects,
      (isBehind) => this.behind.push(isBehind),
    );
  }

  /** A client begins to read. */
  reader(client: ConnectionId, received?: (chunk: Chunk) => void): Reader {
    const reader = new Reader();
    const format = { dialect: this.fanOut.dialectNamed() };
    reader.subscription = this.fanOut.chunksFor(client, format).subscribe({
      next: (chunk) => {
        reader.chunks.push(chunk);
        received?.(chunk);
      },
      complete: () => (reader.completed = true),
    });
    return reader;
  }

  /** Ends as many turns as it takes until all members have received all; returns how many those were. */
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
