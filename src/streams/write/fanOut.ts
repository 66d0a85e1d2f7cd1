import { Observable } from 'rxjs';
import type { Chunk } from '../../buffers/chunk';
import type { ConnectionId } from '../model/connection';
import type { NameKey } from '../reduce/names';
import type { Delivery } from '../model/delivery';
import { Channel } from './channel';
import { type OwnLimits, Receiver } from './receiver';

/** How much is done in one turn of the event loop. */
export interface TurnLimits {
  /** The most that one client gets of its own: thousands of answers to thousands of questions asked at once. */
  readonly own: OwnLimits;
  /** To how many clients what their rooms are told is given, before there is another look at what has come in. */
  readonly writesPerTurn: number;
  /** Where more than so many bytes wait to be given out, nothing more is taken in before all have got them. */
  readonly highWaterMarkBytes: number;
}

/** `enough` is what the caches of a processor hold while it goes out to thousands. */
export const TURN_LIMITS: TurnLimits = {
  own: { lines: 1024, bytes: 256 * 1024 },
  writesPerTurn: 64,
  highWaterMarkBytes: 64 * 1024,
};

/**
 * Takes the deliveries to the clients: what a room is told is encoded once and shared by all its members, and each client
 * gets at most one chunk a turn, with a farewell after it where its connection ends.
 *
 * A write is dear, so a room of thousands is not told all at once. Each turn of the event loop gives out a share, and what
 * has come in meanwhile goes to those whose turn is still to come together with what they were to get anyway.
 *
 * It keeps the rooms as arrays of receivers, led by the deliveries `enter` and `leave`. That is a projection of the
 * registry, of which nobody asks a question: entering costs the same in a room of ten and of ten thousand, and telling
 * a room is a walk through an array.
 *
 * @see docs/decisions/0004-fan-out-by-membership.md
 * @see docs/decisions/0012-rooms-are-told-in-rounds.md
 */
export class FanOut {
  private readonly receivers = new Map<ConnectionId, Receiver>();
  private readonly channels = new Map<NameKey, Channel>();
  /** The rooms of which not all members have got all, in the order in which they are served. */
  private readonly due = new Set<Channel>();
  /** How many bytes wait in them. */
  private waiting = 0;

  /**
   * @param encoded called each time that a room's lines are encoded
   * @param limits how much is done in one turn; what a client gets beyond its own is left out and counted as skipped
   */
  constructor(
    private readonly encoded: () => void,
    private readonly limits: TurnLimits = TURN_LIMITS,
  ) {}

  /** Whether somebody has not got yet what was delivered. */
  get isBusy(): boolean {
    return this.due.size > 0;
  }

  /**
   * What a client gets, from the moment of the subscription on.
   *
   * @param client the client; of one client, for one subscriber
   * @returns its chunks; completes when its end has been delivered
   */
  chunksFor(client: ConnectionId): Observable<Chunk> {
    return new Observable((subscriber) => {
      const receiver = new Receiver(subscriber, this.limits.own);
      this.receivers.set(client, receiver);
      return () => {
        this.receivers.delete(client);
        this.vacate(receiver);
      };
    });
  }

  /**
   * Carries out deliveries: those of one client at once, and a share of what rooms are told.
   *
   * @param deliveries the deliveries of a turn, in order, or none where only a further share is to be given out; those for
   *   clients that are gone are passed over
   */
  deliver(deliveries: readonly Delivery[]): void {
    const apart = new Set<Receiver>();
    for (const delivery of deliveries) {
      if (delivery.type === 'tellRoom') {
        this.tellRoom(delivery.room, delivery.line);
        continue;
      }
      const receiver = this.receivers.get(delivery.client);
      if (!receiver || receiver.ended) continue;
      apart.add(receiver);
      this.carryOut(receiver, delivery);
    }
    for (const receiver of apart) receiver.flush(); // first: they are the ones who wait for an answer
    this.giveOut(this.waiting > this.limits.highWaterMarkBytes ? Infinity : this.limits.writesPerTurn);
  }

  private tellRoom(room: NameKey, line: string): void {
    const channel = this.channels.get(room);
    if (!channel) return;
    this.waiting += channel.log.add(line);
    this.due.add(channel);
  }

  /** Gives what rooms were told to so many clients; rooms take turns, so that a large one does not keep small ones waiting. */
  private giveOut(most: number): void {
    let left = most;
    for (const channel of this.due) {
      if (left <= 0) return;
      this.due.delete(channel); // first: it may be that the last member leaves by what it is sent
      const before = channel.log.bytes;
      left -= channel.serve(left);
      this.waiting += channel.log.bytes - before;
      if (channel.isDue) this.due.add(channel); // behind all others
    }
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
    const channel = new Channel(room, this.encoded);
    this.channels.set(room, channel);
    return channel;
  }

  private vacate(receiver: Receiver): void {
    const { channel } = receiver;
    receiver.leave();
    if (!channel?.isEmpty) return;
    this.channels.delete(channel.room);
    if (this.due.delete(channel)) this.waiting -= channel.log.bytes;
  }
}
