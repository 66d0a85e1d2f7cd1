import { MARK_BYTE, MARK_LENGTH, type Mark, readMark } from './mark';

/**
 * Counts the marks in what a client receives, and reads them where somebody wants to know what they say.
 *
 * The load has to see millions of lines a second, so it does not look for them: it knows that two marks are never nearer
 * to each other than the shortest line is long, jumps that far, and finds the next one there as long as nothing else
 * comes between. Only where it does not is the rest of the piece searched.
 */
export class MarkReader {
  /** Where in the next piece a mark may be, at the earliest. */
  private next = 0;
  private cut: { readonly bytes: Buffer; length: number } | undefined; // a mark whose end has not come yet

  /**
   * @param shortest the length of the shortest line with a mark, its ending included
   * @param read takes each mark; without it they are only counted
   */
  constructor(
    private readonly shortest: number,
    private readonly read?: (mark: Mark) => void,
  ) {}

  /**
   * Takes a piece of what a client receives.
   *
   * @param bytes a buffer that is used for many pieces
   * @param length how much of it the piece is
   * @returns how many marks begin in it
   */
  take(bytes: Buffer, length: number): number {
    if (this.cut) this.mend(bytes, length);
    const { shortest, read } = this;
    let marks = 0;
    let at = this.next;
    while (at < length) {
      if (bytes[at] !== MARK_BYTE) {
        at = bytes.subarray(0, length).indexOf(MARK_BYTE, at);
        if (at < 0) at = length; // none is left, and the next piece may begin with one
        if (at === length) break;
      }
      marks += 1;
      if (read) {
        if (at + MARK_LENGTH <= length) read(readMark(bytes, at));
        else this.keep(bytes.subarray(at, length));
      }
      at += shortest;
    }
    this.next = at - length;
    return marks;
  }

  private keep(start: Buffer): void {
    const bytes = Buffer.alloc(MARK_LENGTH);
    this.cut = { bytes, length: start.copy(bytes) };
  }

  private mend(bytes: Buffer, length: number): void {
    const { cut } = this;
    if (!cut) return;
    cut.length += bytes.copy(cut.bytes, cut.length, 0, Math.min(length, MARK_LENGTH - cut.length));
    if (cut.length < MARK_LENGTH) return;
    this.cut = undefined;
    this.read?.(readMark(cut.bytes, 0));
  }
}
