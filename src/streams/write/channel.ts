import type { NameKey } from '../reduce/names';
import type { Receiver } from './receiver';
import { type Offset, RoomLog, START } from './roomLog';

/**
 * A room as the fan-out sees it: an array of receivers, what they are told, and how far that has been given out.
 *
 * ```
 * members   a  b  c  d  e  f
 *           =======^               given to a, b, c in this round; the next one is d
 * ```
 *
 * It is given out in rounds, from the first member to the last one. Each gets all that the room has been told by the time
 * that its turn comes. Those who had been passed before the last of it was told get that in the next round.
 */
export class Channel {
  readonly log: RoomLog;
  private readonly members: Receiver[] = [];
  /** How many have had their turn in this round. */
  private cursor = 0;
  /** What had been told when this round began: all members have got that when it is over. */
  private roundEnd: Offset = START;

  /**
   * @param room the room's name
   * @param encoded called each time that lines are encoded
   */
  constructor(
    readonly room: NameKey,
    encoded: () => void,
  ) {
    this.log = new RoomLog(encoded);
  }

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  /** Whether there may be members who have not got all that the room was told. */
  get isDue(): boolean {
    return this.cursor < this.members.length || this.roundEnd.lines < this.log.end.lines;
  }

  add(receiver: Receiver): void {
    receiver.channel = this;
    receiver.since = this.log.end;
    receiver.index = this.members.push(receiver) - 1;
  }

  /**
   * Takes a receiver out. Another one gets its place, so that leaving costs the same in a room of any size; those who have
   * had their turn in this round stay in front of those who have not.
   */
  remove(receiver: Receiver): void {
    receiver.channel = undefined;
    let gap = receiver.index;
    if (gap < this.cursor) {
      this.cursor -= 1;
      this.place(this.members[this.cursor], gap);
      gap = this.cursor;
    }
    const last = this.members.pop();
    if (gap < this.members.length) this.place(last, gap);
  }

  /**
   * Gives out what the room was told, from where it was left off.
   *
   * @param most to so many members at most
   * @returns to how many it was given
   */
  serve(most: number): number {
    let served = 0;
    while (this.isDue) {
      if (this.cursor >= this.members.length) this.beginRound();
      const member = this.members[this.cursor];
      if (member?.isBehind) {
        if (served === most) return served;
        served += 1;
      }
      this.cursor += 1; // before anything is sent: it may be that the member leaves by that
      member?.catchUp();
    }
    this.log.trimBefore(this.roundEnd);
    return served;
  }

  /** All have had their turn, so nobody needs any more what was told before that round began. */
  private beginRound(): void {
    this.log.trimBefore(this.roundEnd);
    this.roundEnd = this.log.end;
    this.cursor = 0;
  }

  private place(member: Receiver | undefined, index: number): void {
    if (!member) return;
    this.members[index] = member;
    member.index = index;
  }
}
