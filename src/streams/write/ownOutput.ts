import { type Chunk, joined, toChunk } from '../../buffers/chunk';
import type { ConnectionId } from '../model/ids';
import type { Offset, RoomLog } from './roomLog';

/** Lines of a client's own, or the part of its room's log that comes before or after them. */
type Part =
  | { readonly lines: readonly string[]; readonly onDrop?: () => void }
  | { readonly log: RoomLog; readonly from: Offset; readonly to: Offset };

/** How much a client may receive in one turn because of one asker. What a room is sent is shared by all; this is not. */
export interface OwnLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** How much one asker has caused in this turn. */
interface Usage {
  lines: number;
  bytes: number;
  isOver: boolean;
}

/**
 * What one client alone receives in a turn of the event loop: answers to what it asked, and what others whisper to it.
 *
 * The limit is for each asker. So whispers of others never use up what the client may ask for, nor what an honest client may
 * whisper to it.
 */
export class OwnOutput {
  private readonly parts: Part[] = [];
  private own: Usage | undefined; // what the client itself asked for
  private others: Map<ConnectionId, Usage> | undefined;
  private missing = 0;

  /**
   * Adds lines, unless there have been too many of that asker; the first ones are always taken.
   *
   * @param lines the lines of one message, which are taken together or not at all
   * @param limits how much of each asker is taken
   * @param asker the client that asked for it, if it is not the receiver itself
   * @param onDrop called if they are dropped, now or later
   */
  add(lines: readonly string[], limits: OwnLimits, asker?: ConnectionId, onDrop?: () => void): void {
    if (lines.length === 0) return;
    const usage = this.usageOf(asker);
    if (!usage.isOver) {
      const isFirst = usage.lines === 0;
      usage.lines += lines.length;
      for (const line of lines) usage.bytes += Buffer.byteLength(line) + 1;
      usage.isOver = !isFirst && (usage.lines > limits.lines || usage.bytes > limits.bytes);
      if (!usage.isOver) {
        this.parts.push({ lines, ...(onDrop && { onDrop }) });
        return;
      }
    }
    this.missing += lines.length;
    onDrop?.();
  }

  /** Adds a part of a log. */
  addSlice(log: RoomLog, from: Offset, to: Offset): void {
    this.parts.push({ log, from, to });
  }

  /** All of it, encoded; nothing if there is nothing. */
  take(): Chunk | undefined {
    if (this.parts.length === 0) return undefined;
    const chunk = joined(
      this.parts.map((part) => ('log' in part ? part.log.slice(part.from, part.to) : chunkOf(part))),
    );
    return this.missing > 0 ? { ...chunk, missing: this.missing } : chunk;
  }

  private usageOf(asker: ConnectionId | undefined): Usage {
    if (asker === undefined) return (this.own ??= newUsage());
    this.others ??= new Map();
    const known = this.others.get(asker);
    if (known) return known;
    const usage = newUsage();
    this.others.set(asker, usage);
    return usage;
  }
}

function chunkOf({ lines, onDrop }: Extract<Part, { lines: unknown }>): Chunk {
  const chunk = toChunk(...lines);
  return onDrop ? { ...chunk, marks: [{ line: 0, onDrop }] } : chunk;
}

const newUsage = (): Usage => ({ lines: 0, bytes: 0, isOver: false });
