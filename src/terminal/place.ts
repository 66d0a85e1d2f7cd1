import { isIP } from 'node:net';
import { TimeoutError } from 'rxjs';
import { quoted } from '../config/quoted';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';

/** Where a server is that listens where it does unless it is told otherwise. */
const DEFAULT_PORT = 5000;

/** Where a server is. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads where a server is.
 *
 * @param text `chat.example.org`, `chat.example.org:5001`, `192.0.2.1:5001`, `2001:db8::1` or `[2001:db8::1]:5001`
 * @throws SettingsError if it is none of these
 */
export function placeOf(text: string): Place {
  if (isIP(text) === 6) return { host: text, port: DEFAULT_PORT };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  const isHost = bracketed === undefined || isIP(bracketed) === 6;
  if (host === undefined || !isHost || port < 1 || port > 65_535)
    throw new SettingsError(
      `a server is HOST or HOST:PORT, with a port from 1 to 65535, such as localhost:5000 or [::1]:5000, not ${quoted(text)}`,
    );
  return { host, port };
}

/** What the codes of Node.js mean. Those that are not here have a message of their own that can be read. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host was not found, as the name service does not answer',
  ETIMEDOUT: 'there was no answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was broken',
  EPROTO: 'what answers does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers does not speak TLS',
};

/** What to do about certificates that are not trusted. */
const UNTRUSTED = /SIGNED|ISSUER|LEAF|CERT/;

/**
 * Why there is no connection, in a sentence.
 *
 * @param error what was thrown
 * @param place where to
 */
export function failure(error: unknown, { host, port }: Place): string {
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${String(port)}`;
  if (error instanceof TimeoutError) return `${where} does not answer as a chat server does; --tls if it wants TLS`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = CODES[code] ?? messageOf(error);
  return `${where}: ${why}${UNTRUSTED.test(code) ? ' (--ca FILE names whom to trust)' : ''}`;
}
