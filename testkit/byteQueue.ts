const NEWLINE = 0x0a;

/** Bytes in the order in which they came, of which the first can be taken. */
export class ByteQueue {
  private chunks: Buffer[] = [];
  /** How many bytes there are. */
  size = 0;
  private hasNewline = false;

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    this.hasNewline ||= chunk.includes(NEWLINE);
  }

  /** All of them, which stay. */
  get bytes(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  /** Whether there is a whole line. */
  get hasLine(): boolean {
    return this.hasNewline;
  }

  /** Takes the first bytes, or as many as there are. */
  take(count: number): Buffer {
    const { bytes } = this;
    const rest = bytes.subarray(count);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.size = rest.length;
    this.hasNewline = rest.includes(NEWLINE);
    return bytes.subarray(0, count);
  }

  /** Takes the first line, without its newline; nothing when there is no whole line. */
  takeLine(): string | undefined {
    if (!this.hasLine) return undefined;
    return this.take(this.bytes.indexOf(NEWLINE) + 1)
      .subarray(0, -1)
      .toString();
  }
}

/** Bytes as a text that differs for different bytes: as UTF-8 if they are, else in hexadecimal. */
export function shownBytes(bytes: Buffer): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('hex');
}
