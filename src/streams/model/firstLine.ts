import type { ForeignProtocol } from './foreignProtocol';

/** What a first line shows: another protocol, or that it is text. */
export type Shown = ForeignProtocol | 'text';

/**
 * The maximum number of bytes of a first line that are kept until it is complete. A name is shorter, and a longer first
 * line is HTTP if it starts like HTTP.
 */
const MAX_START_BYTES = 512;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** What a protocol starts with, each known before its first line is complete. */
const STARTS: readonly (readonly [ForeignProtocol, RegExp])[] = [
  ['tls', /^\x16\x03/], // a record of type 22 and major version 3: the handshake
  ['ssh', /^SSH-\d\.\d/],
  ['proxy', /^PROXY (?:TCP[46]|UNKNOWN)/],
];
const HTTP_LINE = /^[A-Z][A-Z_-]{2,31} (?:.* )?HTTP\/\d/;
const LONG_HTTP_LINE = /^[A-Z][A-Z_-]{2,31} +(?:\/|[a-z]+:\/\/)/;

/** What may still become one of them: a word in capitals, alone or with more behind it, or the first byte of TLS. */
const OPEN = /^(?:[A-Z][A-Z_-]{0,31}|[A-Z][A-Z_-]{2,31} .*|SSH-[\d.]*|\x16)$/;

/** The signature of a PROXY header of version 2: its line ends in front, and the start of what stands behind them. */
const PROXY_LINE_ENDS = '\r\n\r\n';
const PROXY_AFTER_LINE_ENDS = '\0\r';

/**
 * Tells protocols apart by the first line of a client, however its bytes are cut.
 *
 * The line counts from the first byte that is no line end: browsers, proxies and terminals send line ends before it. At
 * most 512 bytes of it are kept.
 */
export class FirstLine {
  /** The line ends so far, as many as the signature of a PROXY header has. */
  private lineEnds = '';
  /** The start of the first line. */
  private start = '';

  /**
   * Adds the next bytes.
   *
   * @returns what the line shows now; nothing while it is neither complete, nor too long for a name, nor another protocol
   */
  add(bytes: Uint8Array): Shown | undefined {
    const from = this.start === '' ? this.skipLineEnds(bytes) : 0;
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.byteLength - from);
    this.start += rest.toString('latin1', 0, MAX_START_BYTES + 1 - this.start.length);
    const [foreign] = STARTS.find(([, pattern]) => pattern.test(this.start)) ?? [];
    if (foreign !== undefined) return foreign;
    const { isProxyHeader } = this;
    if (isProxyHeader !== false) return isProxyHeader && 'proxy';
    const end = this.start.search(/[\r\n]/);
    if (end < 0 && this.start.length <= MAX_START_BYTES) return undefined;
    const line = end < 0 ? this.start : this.start.slice(0, end);
    return HTTP_LINE.test(line) || (end < 0 && LONG_HTTP_LINE.test(line)) ? 'http' : 'text';
  }

  /** What the line shows if nothing follows: it is as complete as it gets. */
  get atEnd(): Shown {
    return HTTP_LINE.test(this.start) ? 'http' : 'text';
  }

  /** Whether there is nothing but line ends so far. */
  get isEmpty(): boolean {
    return this.start === '';
  }

  /** Whether a line that shows nothing yet may still become another protocol. */
  get isOpen(): boolean {
    return this.start === '' || OPEN.test(this.start) || this.isProxyHeader === undefined;
  }

  /** Whether a line that shows nothing yet is hardly anything else than another protocol: no name has a blank before a slash. */
  get isLikelyForeign(): boolean {
    return LONG_HTTP_LINE.test(this.start) || this.start === '\x16';
  }

  /** Whether this is the signature of a PROXY header of version 2, which has line ends within it; nothing while it may be. */
  private get isProxyHeader(): boolean | undefined {
    if (this.lineEnds !== PROXY_LINE_ENDS) return false;
    if (this.start.startsWith(PROXY_AFTER_LINE_ENDS)) return true;
    return PROXY_AFTER_LINE_ENDS.startsWith(this.start) ? undefined : false;
  }

  /** Skips line ends before the first line; returns where it starts. */
  private skipLineEnds(bytes: Uint8Array): number {
    let from = 0;
    for (; bytes[from] === RETURN || bytes[from] === NEWLINE; from += 1);
    if (from === 0) return 0;
    const skipped = Buffer.from(bytes.buffer, bytes.byteOffset, from);
    const last = skipped.toString('latin1', Math.max(0, from - PROXY_LINE_ENDS.length));
    this.lineEnds = `${this.lineEnds}${last}`.slice(-PROXY_LINE_ENDS.length);
    return from;
  }
}
