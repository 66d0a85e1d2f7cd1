/** The bytes of an unfinished line, in a buffer of its own that doubles as it fills. */
export class PartialLine {
  private buffer = Buffer.allocUnsafeSlow(64); // not from the shared pool: a few bytes would keep 8 KiB in memory
  private length = 0;

  /** @param limit the maximum length in bytes */
  constructor(private readonly limit: number) {}

  /**
   * Appends a copy of the bytes.
   *
   * @param bytes what comes next on the line
   * @returns false if the line becomes too long; then it is as it was
   */
  add(bytes: Uint8Array): boolean {
    const length = this.length + bytes.length;
    if (length > this.limit) return false;
    if (length > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.limit, Math.max(length, this.buffer.length * 2)));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = length;
    return true;
  }

  /**
   * Erases the last character (code point). Of bytes that are no UTF-8 the last one goes, with the continuation bytes
   * behind it.
   *
   * @returns whether anything is left
   */
  erase(): boolean {
    do this.length -= 1;
    while (this.length > 0 && isContinuation(this.buffer[this.length]));
    return this.length > 0;
  }

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

/** Whether a byte continues a character of UTF-8. */
function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
