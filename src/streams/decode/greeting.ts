/** A protocol that is not ours, told by what its clients send first. */
export const WRONG_PROTOCOLS = ['http', 'tls', 'ssh'] as const;
export type WrongProtocol = (typeof WRONG_PROTOCOLS)[number];

/** The error of a client whose first bytes show that it takes this port for another one. */
export class WrongProtocolError extends Error {
  override readonly name = 'WrongProtocolError';

  constructor(readonly protocol: WrongProtocol) {
    super(`the client speaks ${protocol}`);
  }
}

const HTTP_REQUEST = /^[A-Z]{3,16} \S+ HTTP\/\d/;
const SSH_BANNER = /^SSH-\d/;

/**
 * Passes the first line of a client on, unless it is the first line of HTTP or SSH.
 *
 * @param text the line
 * @returns the line
 * @throws WrongProtocolError before any header or form field of a browser can be taken for a line of chat
 */
export function firstLine(text: string): string {
  if (HTTP_REQUEST.test(text)) throw new WrongProtocolError('http');
  if (SSH_BANNER.test(text)) throw new WrongProtocolError('ssh');
  return text;
}

/**
 * Checks that the first piece of a client does not begin a TLS handshake, which has no lines.
 *
 * @param bytes the piece; a TLS client sends a record of type 22 and major version 3
 * @throws WrongProtocolError
 */
export function checkFirstPiece(bytes: Uint8Array): void {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) throw new WrongProtocolError('tls');
}
