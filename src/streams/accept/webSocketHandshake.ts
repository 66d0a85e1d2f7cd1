import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type HttpAnswer, sentence } from './httpAnswer';

/** The dialects that a WebSocket can begin in, by subprotocol; that of text goes without saying. */
const SUBPROTOCOLS: Readonly<Record<string, string | undefined>> = { 'rxchat.json': 'json', 'rxchat.text': undefined };

/** A handshake that is as it should be. */
export interface Handshake {
  /** The head of the answer. */
  readonly head: string;
  /** The dialect of the client, if it has chosen another than text. */
  readonly dialect: string | undefined;
}

/** The same in every handshake of a WebSocket (RFC 6455, 1.3). */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** 16 bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

const BAD = (what: string): HttpAnswer => sentence(400, `that is no handshake of a WebSocket: ${what}`);

/**
 * Reads the headers by which a client asks for a WebSocket.
 *
 * @param headers the headers of a GET
 * @returns the handshake, or the answer that says what is wrong with it
 */
export function handshakeOf(headers: IncomingHttpHeaders): Handshake | HttpAnswer {
  const { upgrade = '', 'sec-websocket-key': key = '', 'sec-websocket-version': version = '' } = headers;
  if (upgrade.toLowerCase() !== 'websocket') return BAD('Upgrade is not websocket');
  if (version !== '13') {
    return sentence(426, 'this server speaks version 13 of the WebSocket protocol', {
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
    });
  }
  if (!KEY.test(key)) return BAD('Sec-WebSocket-Key is not 16 bytes in base64');
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  const chosen = offered?.find((name) => Object.hasOwn(SUBPROTOCOLS, name));
  if (offered && chosen === undefined) return BAD(`the subprotocols are ${Object.keys(SUBPROTOCOLS).join(' and ')}`);
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(chosen === undefined ? [] : [`Sec-WebSocket-Protocol: ${chosen}`]),
  ];
  return { head: `${lines.join('\r\n')}\r\n\r\n`, dialect: SUBPROTOCOLS[chosen ?? ''] };
}
