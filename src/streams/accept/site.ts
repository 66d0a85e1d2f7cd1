import type { IncomingHttpHeaders } from 'node:http';
import { type Headers, type HttpAnswer, SAFE_HEADERS, sentence } from './httpAnswer';

/** A file of the page. */
export interface SiteFile {
  readonly type: string;
  readonly body: Buffer;
  /** The same, compressed. */
  readonly gzip: Buffer;
  /** Names this content and no other. */
  readonly etag: string;
}

/** The files of the page by their paths, such as `/`. */
export type Site = ReadonlyMap<string, SiteFile>;

/** The page runs its own script and no other, speaks to this server alone, and makes no markup of text. */
const POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'connect'].map((kind) => `${kind}-src 'self'`),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** What is needed to answer a request. */
export interface SiteRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Pick<IncomingHttpHeaders, 'accept-encoding' | 'if-none-match'>;
}

/**
 * Answers a request for a file.
 *
 * A browser keeps the files and asks each time whether they are still the same: they are small, and a page that is older than
 * its server is a fault that nobody finds.
 *
 * @param site the files
 * @param request the request
 * @returns the file, or a sentence that says what there is
 */
export function answerOf(site: Site, { method, path, headers }: SiteRequest): HttpAnswer {
  const file = site.get(path);
  if (!file) return sentence(404, 'there is no such page here; the chat is at /');
  if (method !== 'GET' && method !== 'HEAD')
    return sentence(405, `only GET and HEAD are allowed here`, { Allow: 'GET, HEAD' });
  const isGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/i.test(headers['accept-encoding']?.toString() ?? '');
  const body = isGzip ? file.gzip : file.body;
  const etag = `"${file.etag}${isGzip ? '-gzip' : ''}"`;
  const common: Headers = {
    ...{ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding', 'Content-Security-Policy': POLICY },
    ...SAFE_HEADERS,
  };
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return { status: 304, headers: common, body: Buffer.alloc(0) };
  return {
    status: 200,
    headers: {
      ...common,
      'Content-Type': file.type,
      'Content-Length': body.length,
      ...(isGzip && { 'Content-Encoding': 'gzip' }),
    },
    body,
  };
}
