import type { Subscriber } from 'rxjs';
import { type Chunk, toChunk } from '../../buffers/chunk';
import { invariant } from '../../invariant';
import type { Dialect } from '../dialects/dialect';
import type { NameKey } from '../model/ids';
import type { Delivery } from '../model/delivery';
import type { MessageOf } from '../model/message';
import type { Stamp } from '../model/stamp';
import type { ClientFormat } from './clientFormat';
import { type OwnLimits, OwnOutput } from './ownOutput';
import { type RoomLog, START } from './roomLog';

/** A message for one client, and who asked for it if that is another one. */
type Addressed = Pick<Extract<Delivery, { type: 'send' }>, 'message' | 'asker' | 'to'>;

/** A client as the fan-out sees it: the room that it is in, and what it alone receives in this turn. */
export class Receiver {
  /** The room that it receives the messages of, and its place among the members there. */
  room: NameKey | undefined;
  index = 0;
  isEnding = false;
  /** The log of the room in its dialect, and the point up to which it has received that. */
  private log: RoomLog | undefined;
  private offset = START;
  private farewell: MessageOf<'end'> | undefined;
  /** Undefined for most clients in most turns: those receive just what their room receives. */
  private own: OwnOutput | undefined;

  constructor(
    private readonly subscriber: Subscriber<Chunk>,
    readonly format: ClientFormat,
    private readonly limits: OwnLimits,
  ) {}

  get dialect(): Dialect {
    return this.format.dialect;
  }

  /** Puts a message for it alone after what the room has been sent so far. */
  send({ message, asker, to }: Addressed, stamp?: Stamp): void {
    const { format, behind } = this;
    const lines = this.dialect.show(message, stamp);
    if (asker === undefined || to === undefined) {
      this.settle().add(lines, this.limits, asker);
      return;
    }
    if ((format.waiting ?? 0) > 0) format.report?.({ type: 'whisperDelayed', client: asker, to, lines: behind });
    const onDrop = (): void => format.report?.({ type: 'whisperDropped', client: asker, to });
    this.settle().add(lines, this.limits, asker, onDrop);
  }

  /** How many lines it has been sent and has not taken. */
  get behind(): number {
    return (this.format.waiting ?? 0) + (this.log ? this.log.end.lines - this.offset.lines : 0);
  }

  /** Its room from here on. */
  enter(room: NameKey, log: RoomLog): void {
    invariant(this.log === undefined, 'a receiver that enters a room is in none');
    this.room = room;
    this.log = log;
    this.offset = log.end;
  }

  /** It receives what the room was sent up to here, and no more; returns the log that it has left. */
  leave(): RoomLog {
    const { log } = this;
    invariant(log !== undefined, 'a receiver that leaves a room is in it');
    this.settle();
    this.room = undefined;
    this.log = undefined;
    return log;
  }

  /** Nothing comes after this but the last message, if there is one. */
  end(farewell: MessageOf<'end'> | undefined): void {
    this.isEnding = true;
    this.farewell = farewell;
    if (farewell) this.format.endReason = farewell.reason;
  }

  /** Whether its room has been sent something that it has not received. */
  get isBehind(): boolean {
    return this.log !== undefined && this.offset.lines < this.log.end.lines;
  }

  /** Receives what its room has been sent since it last received something, if anything; returns how many bytes. */
  catchUp(): number {
    const { log, offset } = this;
    if (log === undefined || !this.isBehind) return 0;
    this.offset = log.end;
    const chunk = log.slice(offset, this.offset);
    this.subscriber.next(chunk);
    return chunk.bytes.length;
  }

  /** Makes what its room has been sent up to here a part of its own output, and returns that. */
  settle(): OwnOutput {
    this.own ??= new OwnOutput();
    if (this.log && this.isBehind) {
      this.own.addSlice(this.log, this.offset, this.log.end);
      this.offset = this.log.end;
    }
    return this.own;
  }

  /** Passes over what its room has been sent up to here. */
  skipToEnd(): void {
    if (this.log) this.offset = this.log.end;
  }

  /** Receives what was put together for it in this turn, and all that its room has been sent by now. */
  flush(): void {
    const chunk = this.settle().take();
    this.own = undefined;
    if (chunk) this.subscriber.next(chunk);
    if (!this.isEnding) return;
    if (this.farewell) this.subscriber.next({ ...toChunk(...this.dialect.show(this.farewell)), last: true });
    this.subscriber.complete();
  }
}
