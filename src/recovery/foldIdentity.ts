import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';

/** Where the fold of a shared log begins: what it imports decides with it. */
const ENTRY = join(__dirname, `logFold${extname(__filename)}`);

/** A file that another one imports, compiled or not. */
const IMPORT = /(?:\brequire\(|\bfrom )["'](\.{1,2}\/[^"']+)["']/g;

/**
 * Names what a process makes of a shared log. No setting decides there, so it is the code of the fold, and the version of Unicode by
 * which names are compared. Processes whose identities differ may come to differ in what they make of the same log.
 *
 * @returns a hash, in hexadecimal: the same for two releases if nothing in the code of the fold is different
 */
export function foldIdentity(): string {
  const hash = createHash('sha256').update(process.versions['unicode'] ?? '');
  for (const file of closure(ENTRY))
    hash.update(`\n${relative(dirname(__dirname), file)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** A file and all that it imports from this program, in the order of their names. */
export function closure(entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      found.add(join(dirname(file), path.endsWith(extname(entry)) ? path : path + extname(entry)));
    }
  }
  return Array.from(found).toSorted();
}
