import { type Chunk, joined, toChunk } from '../../buffers/chunk';
import type { Offset, RoomLog } from './roomLog';

/** Lines of a client's own, or the part of its room's log that comes before or after them. */
type Part = readonly string[] | { readonly log: RoomLog; readonly from: Offset; readonly to: Offset };

/** How much of its own a client may receive in one turn. What a room is sent is shared by all; this is not. */
export interface OwnLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** What one client alone receives in a turn of the event loop. */
export class OwnOutput {
  private readonly parts: Part[] = [];
  private lines = 0;
  private bytes = 0;
  private missing = 0;

  /** Adds lines, unless there have been too many; the first ones are always taken. */
  add(lines: readonly string[], limits: OwnLimits): void {
    const isFirst = this.lines === 0;
    if (this.missing === 0) {
      this.lines += lines.length;
      for (const line of lines) this.bytes += Buffer.byteLength(line) + 1;
      if (isFirst || (this.lines <= limits.lines && this.bytes <= limits.bytes)) {
        this.parts.push(lines);
        return;
      }
    }
    this.missing += lines.length;
  }

  /** Adds a part of a log. */
  addSlice(log: RoomLog, from: Offset, to: Offset): void {
    this.parts.push({ log, from, to });
  }

  /** All of it, encoded; nothing if there is nothing. */
  take(): Chunk | undefined {
    if (this.parts.length === 0) return undefined;
    const chunk = joined(
      this.parts.map((part) => ('log' in part ? part.log.slice(part.from, part.to) : toChunk(...part))),
    );
    return this.missing > 0 ? { ...chunk, missing: this.missing } : chunk;
  }
}
