import { Observable } from 'rxjs';
import type { Chunk } from '../../operators/chunk';
import type { ConnectionId } from '../accept/connection';
import type { NameKey } from '../reduce/names';
import type { Delivery } from '../route/delivery';
import { Channel } from './channel';
import { type OwnLimits, Receiver } from './receiver';

/** The most that one client gets of its own in one turn: thousands of answers to thousands of questions asked at once. */
const OWN_LIMITS: OwnLimits = { lines: 1024, bytes: 256 * 1024 };

/**
 * Takes the deliveries of a turn to the clients: what a room is told is encoded once and shared by all its members, and
 * each client gets at most one chunk, with a farewell after it where its connection ends.
 *
 * It keeps the rooms as arrays of receivers, led by the deliveries `enter` and `leave`. That is a projection of the
 * registry, of which nobody asks a question: entering costs the same in a room of ten and of ten thousand, and telling
 * a room is a walk through an array.
 *
 * @see docs/decisions/0004-fan-out-by-membership.md
 */
export class FanOut {
  private readonly receivers = new Map<ConnectionId, Receiver>();
  private readonly channels = new Map<NameKey, Channel>();

  /**
   * @param encoded called each time that a room's turn is encoded
   * @param ownLimits how much of its own a client may get in one turn; the rest is left out and counted as skipped
   */
  constructor(
    private readonly encoded: () => void,
    private readonly ownLimits: OwnLimits = OWN_LIMITS,
  ) {}

  /**
   * What a client gets, from the moment of the subscription on.
   *
   * @param client the client; of one client, for one subscriber
   * @returns its chunks; completes when its end has been delivered
   */
  chunksFor(client: ConnectionId): Observable<Chunk> {
    return new Observable((subscriber) => {
      const receiver = new Receiver(subscriber, this.ownLimits);
      this.receivers.set(client, receiver);
      return () => {
        this.receivers.delete(client);
        this.vacate(receiver);
      };
    });
  }

  /**
   * Carries out the deliveries of one turn.
   *
   * @param deliveries the deliveries, in order; those for clients that are gone are passed over
   */
  deliver(deliveries: readonly Delivery[]): void {
    const channels = new Set<Channel>();
    const apart = new Set<Receiver>();
    for (const delivery of deliveries) {
      if (delivery.type === 'tellRoom') {
        const channel = this.channels.get(delivery.room);
        if (!channel) continue;
        channel.tell(delivery.line);
        channels.add(channel);
        continue;
      }
      const receiver = this.receivers.get(delivery.client);
      if (!receiver || receiver.ended) continue;
      apart.add(receiver);
      this.carryOut(receiver, delivery);
    }
    for (const receiver of apart) receiver.settle();
    for (const receiver of apart) receiver.flush(); // first: they are the ones who wait for an answer
    for (const channel of channels) {
      this.encoded();
      channel.flush();
    }
    for (const receiver of apart) receiver.rejoin();
  }

  private carryOut(receiver: Receiver, delivery: Exclude<Delivery, { type: 'tellRoom' }>): void {
    switch (delivery.type) {
      case 'tell':
        receiver.tell(delivery.line);
        break;
      case 'enter':
        receiver.enter(this.channelOf(delivery.room));
        break;
      case 'leave':
        this.vacate(receiver);
        break;
      case 'end':
        this.vacate(receiver);
        receiver.end(delivery.line);
    }
  }

  private channelOf(room: NameKey): Channel {
    const known = this.channels.get(room);
    if (known) return known;
    const channel = new Channel(room);
    this.channels.set(room, channel);
    return channel;
  }

  private vacate(receiver: Receiver): void {
    const { channel } = receiver;
    receiver.leave();
    if (channel?.isEmpty) this.channels.delete(channel.room);
  }
}
