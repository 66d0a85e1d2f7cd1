const HEAD_END = Buffer.from('\r\n\r\n');
const SWITCHED = Buffer.from('HTTP/1.1 101 ');
const TEXT = 0x1;
/** A message is whole lines, and the last one has no newline in it. */
const NEWLINE = Buffer.from('\n');

/**
 * Takes the lines out of what a server sends: as it is, until it has switched to WebSockets, and from there on what is in frames
 * with text. It is written from RFC 6455 and shares nothing with the server's own frames.
 */
export class Unframed {
  private kept: Buffer = Buffer.alloc(0);
  private mode: 'head' | 'frames' | 'plain' = 'head';

  /** @param take takes what it is sent as lines */
  constructor(private readonly take: (bytes: Uint8Array) => void) {}

  add(bytes: Buffer): void {
    if (this.mode === 'plain') {
      this.take(bytes);
      return;
    }
    this.kept = Buffer.concat([this.kept, bytes]);
    if (this.mode === 'head') this.readHead();
    if (this.mode === 'frames') while (this.readFrame());
  }

  private readHead(): void {
    const begins = this.kept.subarray(0, SWITCHED.length).equals(SWITCHED.subarray(0, this.kept.length));
    const end = this.kept.indexOf(HEAD_END);
    if (begins && end < 0) return;
    const isSwitched = begins && end >= 0;
    const size = isSwitched ? end + HEAD_END.length : this.kept.length;
    this.take(this.kept.subarray(0, size));
    this.kept = this.kept.subarray(size);
    this.mode = isSwitched ? 'frames' : 'plain';
  }

  /** Whether there was a whole frame. */
  private readFrame(): boolean {
    const { kept } = this;
    const short = (kept[1] ?? 0) & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (kept.length < start) return false;
    const length = short < 126 ? short : short === 126 ? kept.readUInt16BE(2) : Number(kept.readBigUInt64BE(2));
    if (kept.length < start + length) return false;
    const opcode = (kept[0] ?? 0) & 0xf;
    if (opcode === TEXT) this.take(Buffer.concat([kept.subarray(start, start + length), NEWLINE]));
    this.kept = kept.subarray(start + length);
    return true;
  }
}
