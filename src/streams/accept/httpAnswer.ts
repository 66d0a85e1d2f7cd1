import { STATUS_CODES } from 'node:http';

/** Headers of an answer, by their names. */
export type Headers = Readonly<Record<string, string | number>>;

/** An answer to a request, with all of its body. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Nothing may be embedded, guessed or passed on; for the page its own policy is added. */
export const SAFE_HEADERS: Headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Makes an answer of one sentence for people.
 *
 * @param status the status code
 * @param sentence the sentence
 * @param headers what the status calls for
 */
export function sentence(status: number, sentence: string, headers: Headers = {}): HttpAnswer {
  const body = Buffer.from(`${sentence}\n`);
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      ...SAFE_HEADERS,
      ...headers,
    },
    body,
  };
}

/** An answer as bytes, for a connection that has no HTTP server, or has none any more. It is the last one. */
export function rawAnswer({ status, headers, body }: HttpAnswer): Buffer {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}
