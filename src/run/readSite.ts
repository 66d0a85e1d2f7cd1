import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import type { Site, SiteFile } from '../streams/accept/site';

/** Where `npm run build` puts the page. */
export const SITE_FOLDER = join(__dirname, '..', 'web');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the page: all of its files, once.
 *
 * @param folder where it was built, each file with its compressed form beside it (`.gz`)
 * @returns the files by their paths; none if the page was not built
 */
export function readSite(folder: string): Site {
  const site = new Map<string, SiteFile>();
  for (const name of namesIn(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    const gzip = readFileSync(join(folder, `${name}.gz`));
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 16);
    site.set(name === 'index.html' ? '/' : `/${name}`, { type, body, gzip, etag });
  }
  return site;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
