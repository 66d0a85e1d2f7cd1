/**
 * Makes the page that the server serves: one script, one style sheet, and what belongs to them, each with its compressed form.
 *
 *   node scripts/buildPage.mjs [FOLDER]     # dist/web if no folder is named
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../web', import.meta.url));
const folder = process.argv[2] ?? fileURLToPath(new URL('../dist/web', import.meta.url));

const { outputFiles } = await build({
  entryPoints: [join(source, 'main.ts'), join(source, 'style.css')],
  outdir: folder,
  bundle: true,
  minify: true,
  conditions: ['es2015'], // of rxjs
  // Browsers from 2023 on.
  target: ['chrome111', 'firefox113', 'safari16.4'],
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
});

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = [
  ...outputFiles.map(({ path, contents }) => [path, contents]),
  ...['index.html', 'icon.svg'].map((name) => [join(folder, name), readFileSync(join(source, name))]),
];
for (const [path, contents] of files) {
  writeFileSync(path, contents);
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
}
