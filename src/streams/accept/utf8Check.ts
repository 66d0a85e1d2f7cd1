import { isUtf8 } from 'node:buffer';

/** How many bytes a character has, by its first one; 1 for what is none, which the check finds. */
const lengthOf = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1);

/** Checks that a text that comes in pieces is UTF-8. Of a piece that ends within a character up to 3 bytes are kept. */
export class Utf8Check {
  private tail: Buffer | undefined;

  /** Whether the text may end here. */
  get isComplete(): boolean {
    return this.tail === undefined;
  }

  /** Takes the next piece; returns whether the text may go on so. */
  add(piece: Buffer): boolean {
    const bytes = this.tail ? Buffer.concat([this.tail, piece]) : piece;
    const end = bytes.length - incomplete(bytes);
    this.tail = end < bytes.length ? Buffer.from(bytes.subarray(end)) : undefined;
    return isUtf8(bytes.subarray(0, end));
  }
}

/** How many bytes at the end belong to a character that is not complete. */
function incomplete(bytes: Buffer): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = bytes.at(-back);
    if (byte === undefined || byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}
