import type { ForeignProtocol } from '../model/foreignProtocol';
import { MOST_TEXT_CHARACTERS } from './lines';

/** The error of a client whose first bytes show that it takes this port for another one. */
export class ForeignProtocolError extends Error {
  override readonly name = 'WrongProtocolError';

  constructor(readonly protocol: ForeignProtocol) {
    super(`the client speaks ${protocol}`);
  }
}

const HTTP_REQUEST = /^[A-Z]{3,16} \S+ HTTP\/\d/;
const HTTP_REQUEST_BEGUN = /^[A-Z]{3,16} (?:\/|https?:\/)/;
const MOST_METHOD_BYTES = 32;
const SSH_BANNER = /^SSH-\d/;
const NEWLINE = 0x0a;

/**
 * Passes the first line of a client on, unless it is the first line of HTTP or SSH.
 *
 * @param text the line
 * @returns the line
 * @throws WrongProtocolError before any header or form field of a browser can be taken for a line of chat
 */
export function firstLine(text: string): string {
  if (HTTP_REQUEST.test(text)) throw new ForeignProtocolError('http');
  if (SSH_BANNER.test(text)) throw new ForeignProtocolError('ssh');
  return text;
}

/**
 * Checks that the first piece of a client does not begin a TLS handshake, which has no lines, or a request of HTTP whose first
 * line is too long to be passed on to `firstLine`: what follows it would be headers, and a form that a web page sends. A
 * piece that is no longer than a line may be is left to `firstLine`: a request that long comes in no smaller packets.
 *
 * @param bytes the piece; a TLS client sends a record of type 22 and major version 3
 * @throws WrongProtocolError
 */
export function checkFirstPiece(bytes: Uint8Array): void {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) throw new ForeignProtocolError('tls');
  const end = bytes.indexOf(NEWLINE);
  const length = end < 0 ? bytes.length : end;
  if (length > MOST_TEXT_CHARACTERS && HTTP_REQUEST_BEGUN.test(startOf(bytes))) throw new ForeignProtocolError('http');
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_METHOD_BYTES)).toString('latin1');
}
