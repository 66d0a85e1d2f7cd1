import type { StartCheck } from '../../operators/checkStart';
import type { ForeignProtocol } from '../model/foreignProtocol';

/** The error of a client whose first bytes belong to another protocol. */
export class ForeignProtocolError extends Error {
  override readonly name = 'ForeignProtocolError';

  constructor(readonly protocol: ForeignProtocol) {
    super(`the client speaks ${protocol}`);
  }
}

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

/** The signature of a PROXY header of version 2: its line ends in front, and the start of what stands behind them. */
const PROXY_LINE_ENDS = '\r\n\r\n';
const PROXY_AFTER_LINE_ENDS = '\0\r';

/**
 * Checks that the first line of a client does not belong to another protocol, however its bytes are cut.
 *
 * The line counts from the first byte that is no line end, after telnet commands have been removed: browsers, proxies
 * and terminals send line ends before it. The check is over when that line is complete or too long for a name.
 *
 * Of a line that is not complete, up to 512 bytes are kept here. The bytes themselves do not wait: until the line is
 * complete, the framing behind this check emits none, and then this check has decided.
 *
 * @throws ForeignProtocolError from `next` or `complete`, before any byte of a complete first line has passed
 */
export class FirstLineCheck implements StartCheck<Uint8Array> {
  /** The line ends so far, as many as the signature of a PROXY header has. */
  private lineEnds = '';
  /** The start of the first line. */
  private start = '';

  /** Receives the next bytes; returns whether the first line is complete and belongs to no other protocol. */
  next(bytes: Uint8Array): boolean {
    const from = this.start === '' ? this.skipLineEnds(bytes) : 0;
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.byteLength - from);
    this.start += rest.toString('latin1', 0, MAX_START_BYTES + 1 - this.start.length);
    return this.isOver();
  }

  /** The client has ended its side: the first line is as complete as it gets. */
  complete(): void {
    if (HTTP_LINE.test(this.start)) throw new ForeignProtocolError('http');
  }

  private isOver(): boolean {
    const [foreign] = STARTS.find(([, pattern]) => pattern.test(this.start)) ?? [];
    if (foreign !== undefined) throw new ForeignProtocolError(foreign);
    if (this.mayBeProxyHeader()) return false;
    const end = this.start.search(/[\r\n]/);
    if (end < 0 && this.start.length <= MAX_START_BYTES) return false;
    const line = end < 0 ? this.start : this.start.slice(0, end);
    if (HTTP_LINE.test(line)) throw new ForeignProtocolError('http');
    if (end < 0 && LONG_HTTP_LINE.test(line)) throw new ForeignProtocolError('http');
    return true;
  }

  /** Whether this may become the signature of a PROXY header of version 2, which has line ends within it. */
  private mayBeProxyHeader(): boolean {
    if (this.lineEnds !== PROXY_LINE_ENDS) return false;
    if (this.start.startsWith(PROXY_AFTER_LINE_ENDS)) throw new ForeignProtocolError('proxy');
    return PROXY_AFTER_LINE_ENDS.startsWith(this.start);
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
