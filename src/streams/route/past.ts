import { ownCopy } from '../../buffers/ownCopy';
import type { NameKey } from '../model/ids';
import type { PastLine, PastPage, PastRequest } from '../model/past';
import type { PastLimits } from '../model/rules';
import { type KeptRoom, RoomPast } from './roomPast';

export type { PastLimits };

/** The past of rooms as data, the most recently used room last. */
export type KeptPast = readonly (readonly [room: NameKey, past: KeptRoom])[];

/** Room is made for more than the next line, so that it is not looked for at each. */
const SPARED = 1 / 8;

const NOTHING: PastPage = { lines: [], of: 0, more: 0 };

/**
 * What was said in each room, as far as it is kept: a projection of the deliveries, which changes with every line and decides
 * nothing. Each line costs the same, in whatever room, and however many rooms there are.
 *
 * If it exceeds its bytes, the rooms go that have been used least recently, those without a member first; of the last one that
 * is left, the oldest lines.
 *
 * @see docs/decisions/0029-history-is-a-projection.md
 */
export class Past {
  /** How much memory it takes, in bytes. */
  bytes = 0;
  private readonly rooms = new Map<NameKey, RoomPast>();
  private uses = 0;

  /**
   * @param limits how much is kept
   * @param kept what was kept before, in another life of the server
   */
  constructor(
    private limits: PastLimits,
    kept: KeptPast = [],
  ) {
    this.keep(kept);
  }

  /**
   * Keeps as much as others say from here on.
   *
   * @param limits how much is kept
   * @param isOpen whether a room has a member
   */
  limitTo(limits: PastLimits, isOpen: (room: NameKey) => boolean): void {
    const { kept } = this;
    this.limits = limits;
    this.rooms.clear();
    this.bytes = 0;
    this.keep(kept);
    if (this.bytes > limits.historyBytes) this.makeRoom(limits.historyBytes * (1 - SPARED), isOpen);
  }

  /** What is kept, as data. */
  get kept(): KeptPast {
    return this.byUse().map(([room, past]) => [room, past.kept] as const);
  }

  /** How many rooms have a past. */
  get size(): number {
    return this.rooms.size;
  }

  /**
   * Notes that a line was said.
   *
   * @param room the room
   * @param line the line
   * @param isOpen whether a room has a member
   */
  add(room: NameKey, line: PastLine, isOpen: (room: NameKey) => boolean): void {
    const { historyLines, historyBytes } = this.limits;
    if (historyLines === 0 || historyBytes === 0) return;
    const past = this.used(room) ?? this.put(room, new RoomPast(historyLines));
    this.bytes -= past.bytes;
    past.add({ ...line, text: ownCopy(line.text) });
    this.bytes += past.bytes;
    if (this.bytes > historyBytes) this.makeRoom(historyBytes * (1 - SPARED), isOpen);
  }

  /** What a client receives that enters a room. */
  onJoin(room: NameKey): readonly PastLine[] {
    return this.used(room)?.last(this.limits.historyOnJoin) ?? [];
  }

  /** What a client asks for, by an event of that time. */
  page(room: NameKey, request: PastRequest, at: number): PastPage {
    return this.used(room)?.page(request, at) ?? NOTHING;
  }

  private keep(kept: KeptPast): void {
    const { historyLines, historyBytes } = this.limits;
    if (historyLines === 0 || historyBytes === 0) return;
    for (const [room, past] of kept) this.put(room, RoomPast.of(historyLines, past));
  }

  private put(room: NameKey, past: RoomPast): RoomPast {
    this.rooms.set(room, past);
    this.bytes += past.bytes;
    past.lastUse = this.uses += 1;
    return past;
  }

  /** A room, which is now the most recently used one. */
  private used(room: NameKey): RoomPast | undefined {
    const past = this.rooms.get(room);
    if (past) past.lastUse = this.uses += 1;
    return past;
  }

  /** The rooms, the least recently used one first: sorted when that is asked for, so that a line costs no move in an order. */
  private byUse(): (readonly [NameKey, RoomPast])[] {
    return Array.from(this.rooms).sort(([, a], [, b]) => a.lastUse - b.lastUse);
  }

  private makeRoom(goal: number, isOpen: (room: NameKey) => boolean): void {
    const rooms = this.byUse();
    const [latest] = rooms.pop() ?? [];
    for (const [room] of [...rooms.filter(([each]) => !isOpen(each)), ...rooms]) {
      if (this.bytes <= goal) return;
      this.drop(room);
    }
    if (latest !== undefined) this.shorten(latest, goal);
  }

  private drop(room: NameKey): void {
    this.bytes -= this.rooms.get(room)?.bytes ?? 0;
    this.rooms.delete(room);
  }

  private shorten(room: NameKey, goal: number): void {
    const past = this.rooms.get(room);
    if (!past) return;
    this.bytes -= past.bytes;
    while (past.size > 1 && past.bytes > goal) past.dropOldest();
    this.bytes += past.bytes;
  }
}
