import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { patient } from './patience';

/** How long a page may take, in ms. */
const LIMIT = 5000;

/** The response to a request for a page. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Requests a page of loopback on a connection of its own, which is closed afterwards. */
export async function get(port: number, path: string, method = 'GET'): Promise<Answer> {
  const limit = patient(LIMIT);
  const asked = request({ host: '127.0.0.1', port, path, method, agent: false });
  asked.setTimeout(limit, () => asked.destroy(new Error(`no answer from ${path} in ${limit / 1000} s`))).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}
