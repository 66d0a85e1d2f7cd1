import { Observable } from 'rxjs';
import type { Chunk } from '../../buffers/chunk';
import type { Dialect } from '../dialects/dialect';
import { type Dialects, DIALECTS } from '../dialects/dialects';
import { Formats } from '../dialects/formats';
import type { Delivery } from '../model/delivery';
import type { ConnectionId, NameKey } from '../model/ids';
import type { Stamp } from '../model/stamp';
import { type Allowance, Channel } from './channel';
import { type DeliveryTimes, isSaid } from './deliveryTimes';
import type { ClientFormat } from './clientFormat';
import type { OwnLimits } from './ownOutput';
import { Receiver } from './receiver';

/** How much is done in one turn of the event loop. */
export interface TurnLimits {
  /** The most that one client receives because of one asker, itself or another: thousands of answers or whispers at once. */
  readonly own: OwnLimits;
  /** How many members of rooms are written to before input is polled again, if there are enough of them; more after more events. */
  readonly writesPerTurn: number;
  /**
   * A turn writes to a quarter of the members that there are, but to so many at least: what comes in while a small room is
   * written to is given to the rest of it, too.
   */
  readonly leastWrites: number;
  /**
   * If more bytes than this wait in the logs of rooms, more members are written to, and what comes in waits until it is less.
   */
  readonly highWaterMarkBytes: number;
  /** How many members are written to in a turn then, and how many bytes they are given. */
  readonly mostWrites: number;
  readonly mostBytes: number;
}

/** Into how many turns a round is divided at least, so far as `leastWrites` allows. */
const TURNS_OF_A_ROUND = 4;

/**
 * `highWaterMarkBytes` is what the caches of a processor hold while it goes out to thousands. A turn with the most writes and
 * bytes takes some 20 ms.
 */
export const TURN_LIMITS: TurnLimits = {
  own: { lines: 4096, bytes: 512 * 1024 },
  writesPerTurn: 64,
  leastWrites: 16,
  highWaterMarkBytes: 64 * 1024,
  mostWrites: 2048,
  mostBytes: 16 * 1024 * 1024,
};

type SendRoom = Extract<Delivery, { type: 'sendRoom' }>;
type StampFrom = Extract<Delivery, { type: 'stamp' }>;

/**
 * Takes the deliveries to the clients: what a room is sent is encoded once for each dialect and shared by its members, and
 * each client receives at most one chunk a turn, with a last one after it if its connection ends.
 *
 * A write is expensive, so a room of thousands is not written to all at once. Each turn of the event loop writes to some of
 * its members, and what has come in meanwhile goes to the others together with what they were to receive anyway.
 *
 * It keeps the rooms as arrays of receivers, changed by the deliveries `enterRoom` and `leaveRoom`. That is a projection of the
 * registry, and only the fan-out reads it: entering costs the same in a room of ten and of ten thousand, and sending to a room
 * is a walk through an array.
 *
 * @see docs/decisions/0004-fan-out-by-membership.md
 * @see docs/decisions/0012-rooms-are-served-in-rounds.md
 */
export class FanOut {
  private readonly receivers = new Map<ConnectionId, Receiver>();
  private readonly channels = new Map<NameKey, Channel>();
  /** The rooms of which not all members have received all, in the order in which they are served. */
  private readonly due = new Set<Channel>();
  /** How many bytes wait in the logs of those. */
  private pendingBytes = 0;
  /** Of the event that is being told of. */
  private stamp: Stamp | undefined;
  private isBehind = false;
  private readonly formats: Formats;

  /**
   * @param encoded called each time that a room's lines are encoded
   * @param limits how much is done in one turn; lines of a client's own beyond that are left out, and counted as skipped
   * @param dialects the dialects that clients can choose
   * @param behind called with true when more waits than the high-water mark, also after a turn has given out what it may,
   *   and with false when that is over: input is to wait meanwhile
   * @param times measures how long what is said takes
   */
  constructor(
    private readonly encoded: () => void,
    private readonly limits: TurnLimits = TURN_LIMITS,
    dialects: Dialects = DIALECTS,
    private readonly behind: (isBehind: boolean) => void = () => undefined,
    private readonly times?: DeliveryTimes,
  ) {
    this.formats = new Formats(dialects);
  }

  /** Whether a member of a room has not received yet what was delivered. */
  get isBusy(): boolean {
    return this.due.size > 0;
  }

  /** The dialect in which a client begins: that of this name, or the first one of all. */
  dialectNamed(name?: string): Dialect {
    return this.formats.of(name);
  }

  /**
   * What a client receives, from the moment of the subscription on.
   *
   * @param client the client, which has one subscriber
   * @param format how it is written to; changed when it chooses another dialect
   * @returns its chunks; completes when its end has been delivered
   */
  chunksFor(client: ConnectionId, format: ClientFormat): Observable<Chunk> {
    return new Observable((subscriber) => {
      const receiver = new Receiver(subscriber, format, this.limits.own);
      this.receivers.set(client, receiver);
      return () => {
        this.receivers.delete(client);
        this.leaveRoom(receiver);
        this.checkBehind(); // there may be no further turn
      };
    });
  }

  /** How many lines a client has been sent and has not taken; none if it is not there. */
  linesBehind(client: ConnectionId): number {
    return this.receivers.get(client)?.behind ?? 0;
  }

  /**
   * Carries out deliveries: those of one client at once, and what rooms are sent to some of their members.
   *
   * @param deliveries the deliveries of a turn, in order, or none if only more members are to be written to; those for
   *   clients that are gone are passed over
   */
  deliver(deliveries: readonly Delivery[]): void {
    const dirtyReceivers = new Set<Receiver>();
    const since = this.times?.take();
    let events = 0;
    for (const delivery of deliveries) {
      if (delivery.type === 'stamp') {
        this.stamp = delivery;
        events += 1;
        continue;
      }
      if (delivery.type === 'sendRoom') {
        this.sendRoom(delivery, dirtyReceivers, isSaid(delivery) ? since : undefined);
        continue;
      }
      const receiver = this.receivers.get(delivery.client);
      if (!receiver || receiver.isEnding) continue;
      dirtyReceivers.add(receiver);
      this.carryOut(receiver, delivery);
    }
    for (const receiver of dirtyReceivers) receiver.flush(); // first: they are the ones who wait for an answer
    this.serve(this.allowance(events));
    this.checkBehind();
  }

  private sendRoom({ room, message, except }: SendRoom, dirtyReceivers: Set<Receiver>, since?: number): void {
    const channel = this.channels.get(room);
    if (!channel) return;
    const before = channel.bytes;
    channel.add(message, except && this.excepted(channel, except, dirtyReceivers), this.stamp, since);
    this.pendingBytes += channel.bytes - before;
    this.due.add(channel);
  }

  /** The members of the room among those clients. They are flushed in this turn, as their part of the log is their own now. */
  private excepted(channel: Channel, except: readonly ConnectionId[], dirtyReceivers: Set<Receiver>): Receiver[] {
    const receivers = except.flatMap((client) => this.receivers.get(client) ?? []);
    const members = receivers.filter(({ room }) => room === channel.room);
    for (const member of members) dirtyReceivers.add(member);
    return members;
  }

  /** A turn with many events takes long, so it writes to as many members: none waits for many of such turns. */
  private allowance(events: number): Allowance {
    const { writesPerTurn, mostWrites, mostBytes } = this.limits;
    const writes = this.isFull ? Math.max(writesPerTurn, mostWrites) : Math.max(this.share, events);
    return { writes, bytes: mostBytes };
  }

  /** How many members are written to in this turn; there is no need to count more of them than can make a difference. */
  private get share(): number {
    const { writesPerTurn, leastWrites } = this.limits;
    let members = 0;
    for (const { size } of this.due) {
      members += size;
      if (members >= writesPerTurn * TURNS_OF_A_ROUND) break;
    }
    return Math.min(writesPerTurn, Math.max(leastWrites, Math.ceil(members / TURNS_OF_A_ROUND)));
  }

  private get isFull(): boolean {
    return this.pendingBytes > this.limits.highWaterMarkBytes;
  }

  private checkBehind(): void {
    if (this.isFull === this.isBehind) return;
    this.isBehind = this.isFull;
    this.behind(this.isBehind);
  }

  /** Writes to so many members of rooms; rooms take turns, so that a large one does not keep small ones waiting. */
  private serve(allowance: Allowance): void {
    for (const channel of this.due) {
      if (allowance.writes <= 0 || allowance.bytes <= 0) return;
      this.due.delete(channel); // first: its last member may leave because of what it is sent
      const before = channel.bytes;
      channel.serve(allowance);
      this.pendingBytes += channel.bytes - before;
      if (channel.isDue) this.due.add(channel); // behind all others
    }
  }

  private carryOut(receiver: Receiver, delivery: Exclude<Delivery, SendRoom | StampFrom>): void {
    switch (delivery.type) {
      case 'send':
        receiver.send(delivery, this.stamp);
        break;
      case 'enterRoom':
        this.channelOf(delivery.room).enter(receiver);
        break;
      case 'leaveRoom':
        this.leaveRoom(receiver);
        break;
      case 'useDialect':
        this.useDialect(receiver, this.formats.of(delivery.dialect, delivery.style));
        break;
      case 'usePace':
        break; // of input
      case 'end':
        this.leaveRoom(receiver);
        receiver.end(delivery.reason === undefined ? undefined : { type: 'end', reason: delivery.reason });
    }
  }

  /** Its room stays the same, and its place there becomes the last: it receives the log of another dialect, or in another style. */
  private useDialect(receiver: Receiver, dialect: Dialect): void {
    const { room } = receiver;
    this.leaveRoom(receiver);
    receiver.format.dialect = dialect;
    if (room !== undefined) this.channelOf(room).enter(receiver);
  }

  private channelOf(room: NameKey): Channel {
    const known = this.channels.get(room);
    if (known) return known;
    const channel = new Channel(room, this.encoded, (since) => this.times?.delivered(since));
    this.channels.set(room, channel);
    return channel;
  }

  private leaveRoom(receiver: Receiver): void {
    const channel = receiver.room === undefined ? undefined : this.channels.get(receiver.room);
    if (!channel) return;
    const before = channel.bytes;
    channel.leave(receiver);
    if (this.due.has(channel)) this.pendingBytes += channel.bytes - before;
    if (channel.size > 0) return;
    this.channels.delete(channel.room);
    this.due.delete(channel);
  }
}
