import type { ForeignProtocol } from '../model/foreignProtocol';
import { MAX_TEXT_CHARACTERS } from './lines';

/** The error of a client whose first bytes belong to another protocol. */
export class ForeignProtocolError extends Error {
  override readonly name = 'ForeignProtocolError';

  constructor(readonly protocol: ForeignProtocol) {
    super(`the client speaks ${protocol}`);
  }
}

const HTTP_REQUEST = /^[A-Z]{3,16} \S+ HTTP\/\d/;
const HTTP_REQUEST_START = /^[A-Z]{3,16} (?:\/|https?:\/)/;
const MAX_METHOD_BYTES = 32;
const SSH_BANNER = /^SSH-\d/;
const NEWLINE = 0x0a;

/**
 * Passes the first line of a client, unless it is the first line of HTTP or SSH.
 *
 * @param text the line
 * @returns the line
 * @throws ForeignProtocolError before a header or a form field of a browser is taken for a line of chat
 */
export function firstLine(text: string): string {
  if (HTTP_REQUEST.test(text)) throw new ForeignProtocolError('http');
  if (SSH_BANNER.test(text)) throw new ForeignProtocolError('ssh');
  return text;
}

/**
 * Checks that the first chunk of a client does not start a TLS handshake, which has no lines, or an HTTP request whose
 * first line is too long for `firstLine`: the next lines would be headers and the body of a web form. A chunk within
 * the limit of a line is left to `firstLine`, because a longer request does not arrive in smaller packets.
 *
 * @param bytes the chunk; TLS starts with a record of type 22 and major version 3
 * @throws ForeignProtocolError
 */
export function checkFirstChunk(bytes: Uint8Array): void {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) throw new ForeignProtocolError('tls');
  const end = bytes.indexOf(NEWLINE);
  const length = end < 0 ? bytes.length : end;
  if (length > MAX_TEXT_CHARACTERS && HTTP_REQUEST_START.test(startOf(bytes))) throw new ForeignProtocolError('http');
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_METHOD_BYTES)).toString('latin1');
}
