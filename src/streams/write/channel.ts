import type { NameKey } from '../reduce/names';
import type { Receiver } from './receiver';
import { RoomTurn } from './roomTurn';

/** A room as the fan-out sees it: an array of receivers, and what they are told in this turn. */
export class Channel {
  private readonly members: Receiver[] = [];
  turn: RoomTurn | undefined;

  constructor(readonly room: NameKey) {}

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  add(receiver: Receiver): void {
    receiver.channel = this;
    receiver.index = this.members.push(receiver) - 1;
  }

  /** Takes a receiver out; the last one gets its place, so that leaving costs the same in a room of any size. */
  remove(receiver: Receiver): void {
    const last = this.members.pop();
    if (!last || last === receiver) return;
    this.members[receiver.index] = last;
    last.index = receiver.index;
  }

  tell(line: string): void {
    this.turn ??= new RoomTurn();
    this.turn.add(line);
  }

  /** Sends all members what they were told in this turn, but for those who get a turn of their own. */
  flush(): void {
    const whole = this.turn?.whole;
    this.turn = undefined;
    if (!whole) return;
    for (let index = 0; index < this.members.length; index += 1) {
      const member = this.members[index];
      if (!member || member.apart) continue;
      member.send(whole);
      if (this.members[index] !== member) index -= 1; // its stream has failed, and the last member has its place now
    }
  }
}
