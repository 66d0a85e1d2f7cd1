import { invariant } from '../../invariant';
import type { Dialect } from '../dialects/dialect';
import type { NameKey } from '../model/ids';
import type { Message } from '../model/message';
import type { Stamp } from '../model/stamp';
import type { Receiver } from './receiver';
import { RoomLog } from './roomLog';

/** How much of what rooms were sent may be given out in a turn. */
export interface Allowance {
  writes: number;
  bytes: number;
}

/**
 * A room as the fan-out sees it: an array of receivers, a log for each dialect in use among them, and how far the logs have
 * been given out.
 *
 * ```
 * members   a  b  c  d  e  f
 *           =======^               given to a, b, c in this round; the cursor is at d
 * ```
 *
 * The logs are given out in rounds, from the first member to the last one. Each member receives all that the room has been
 * sent by the time that its turn comes. Members before the cursor receive the rest in the next round.
 */
export class Channel {
  private readonly members: Receiver[] = [];
  private readonly logs = new Map<Dialect, RoomLog>();
  /** How many members have had their turn in this round. */
  private cursor = 0;
  /** How many messages the room has been sent in all, and how many when this round began: all members have those after it. */
  private sent = 0;
  private roundEnd = 0;
  /** When the first thing was said that is given out in this round, and in the next one. */
  private roundSince: number | undefined;
  private waitingSince: number | undefined;

  /**
   * @param room the room's name
   * @param encoded called each time that lines are encoded
   * @param delivered called when all members have received what has been said since a time
   */
  constructor(
    readonly room: NameKey,
    private readonly encoded: () => void,
    private readonly delivered: (since: number) => void = () => undefined,
  ) {}

  /** The number of members. */
  get size(): number {
    return this.members.length;
  }

  /** Whether there may be members who have not received all that the room was sent. */
  get isDue(): boolean {
    return this.cursor < this.members.length || this.roundEnd < this.sent;
  }

  /** How many bytes its logs keep. */
  get bytes(): number {
    let sum = 0;
    for (const log of this.logs.values()) sum += log.bytes;
    return sum;
  }

  /**
   * Adds a message for all members but some. Those take what came before it as their own, and pass over it.
   *
   * @param message the message
   * @param except members that do not receive it; each must be flushed before the room is served again
   * @param stamp the stamp of the event that it tells of
   * @param since when it was said, in milliseconds of a monotonic clock, if that is measured
   */
  add(message: Message, except: readonly Receiver[] = [], stamp?: Stamp, since?: number): void {
    for (const receiver of except) receiver.settle();
    for (const log of this.logs.values()) log.add(message, stamp);
    for (const receiver of except) receiver.skipToEnd();
    this.sent += 1;
    this.waitingSince ??= since;
  }

  /** Takes a receiver in: it receives what comes from here on. */
  enter(receiver: Receiver): void {
    receiver.enter(this.room, this.logIn(receiver.dialect));
    receiver.index = this.members.push(receiver) - 1;
  }

  /**
   * Takes a receiver out. Another one gets its place, so that leaving costs the same in a room of any size; those who have
   * had their turn in this round stay in front of those who have not.
   */
  leave(receiver: Receiver): void {
    let gap = receiver.index;
    invariant(this.members[gap] === receiver, 'a receiver that leaves a room is at its place among the members');
    this.release(receiver.leave());
    if (gap < this.cursor) {
      this.cursor -= 1;
      this.place(this.members[this.cursor], gap);
      gap = this.cursor;
    }
    const last = this.members.pop();
    if (gap < this.members.length) this.place(last, gap);
  }

  /**
   * Gives out what the room was sent, from the cursor on.
   *
   * @param allowance how much may be given out yet; less what was given out when this returns
   */
  serve(allowance: Allowance): void {
    while (this.isDue) {
      if (this.cursor >= this.members.length) this.beginRound();
      const member = this.members[this.cursor];
      if (member?.isBehind) {
        if (allowance.writes <= 0 || allowance.bytes <= 0) return;
        allowance.writes -= 1;
      }
      this.cursor += 1; // before anything is sent: the member may leave because of that
      if (member) allowance.bytes -= member.catchUp();
    }
    this.endRound();
    for (const log of this.logs.values()) log.trimBefore(log.roundEnd);
  }

  /** All members have had their turn, so none needs any more what was sent before that round began. */
  private beginRound(): void {
    this.endRound();
    this.roundSince = this.waitingSince;
    this.waitingSince = undefined;
    for (const log of this.logs.values()) log.beginRound();
    this.roundEnd = this.sent;
    this.cursor = 0;
  }

  private endRound(): void {
    if (this.roundSince !== undefined) this.delivered(this.roundSince);
    this.roundSince = undefined;
  }

  private logIn(dialect: Dialect): RoomLog {
    const known = this.logs.get(dialect);
    const log = known ?? new RoomLog(dialect, this.encoded);
    if (!known) this.logs.set(dialect, log);
    log.readers += 1;
    return log;
  }

  /** A log that no member receives is not kept. */
  private release(log: RoomLog): void {
    log.readers -= 1;
    if (log.readers === 0) this.logs.delete(log.dialect);
  }

  private place(member: Receiver | undefined, index: number): void {
    if (!member) return;
    this.members[index] = member;
    member.index = index;
  }
}
