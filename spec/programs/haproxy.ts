import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../testkit/freePort';
import { Program } from '../helpers/program';

/** The recipes of docs/operations.md in a language of fenced blocks. */
export function recipes(language: string): string[] {
  const page = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  return Array.from(
    page.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```$', 'gm')),
    ([, recipe = '']) => recipe,
  );
}

/**
 * Runs HAProxy with a recipe, on a free port of loopback and in front of a server there.
 *
 * @param recipe the recipe, which binds :5000 and passes connections on to 127.0.0.1:5001
 * @param serverPort where the server listens
 * @returns the port of the proxy
 */
export async function haproxy(recipe: string, serverPort: number): Promise<number> {
  const port = await freePort();
  const text = recipe
    .replace('bind :5000', `bind 127.0.0.1:${port}`)
    .replace('127.0.0.1:5001', `127.0.0.1:${serverPort}`);
  const file = join(mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? '/tmp', 'haproxy-')), 'haproxy.cfg');
  writeFileSync(file, `${text}\n`);
  new Program('haproxy', ['-db', '-f', file]);
  return port;
}
