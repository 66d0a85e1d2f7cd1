import type { MonoTypeOperatorFunction } from 'rxjs';
import { tap } from 'rxjs';
import type { Exchange } from './httpListener';

/** The content of a response. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** The pages by path. Each is created on request. */
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

/** Creates a page of plain text. */
export const textPage = (status: number, body: string): Page => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

/**
 * Responds to each request with the page of its path.
 *
 * ```
 * exchanges$ --a-----b--|      GET /healthz, POST /metrics
 *            respond(pages)
 * result     --a-----b--|      200 and the page; 405 and the allowed methods
 * ```
 *
 * @param pages the pages by path
 * @param failed receives the error of a page; its request receives a 500
 * @returns an operator that passes all exchanges unchanged
 */
export function respond(pages: Pages, failed: (error: unknown) => void): MonoTypeOperatorFunction<Exchange> {
  const pageFor = async (method: string, path: string): Promise<Page> => {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return textPage(404, `nothing here; there is ${Object.keys(pages).join(', ')}`);
    if (method !== 'GET' && method !== 'HEAD') return textPage(405, 'only GET and HEAD are allowed here');
    try {
      return await page();
    } catch (error) {
      failed(error);
      return textPage(500, 'this page could not be made; the log says why');
    }
  };
  return tap(({ request, response }) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    request.resume();
    void pageFor(request.method ?? 'GET', path).then(({ status, type, body }) => {
      const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' };
      response.writeHead(status, status === 405 ? { ...headers, allow: 'GET, HEAD' } : headers);
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
}
