import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const TIMEOUT = 60_000; // ms, on a machine that does other things too

const toB = "import { b } from '../two/b';\nexport const a = b;\nexport type A = number;\n";
const typeOfB = "import type { B } from '../two/b';\nexport interface A { readonly b?: B }\n";
const typeOfA = "import { type A } from '../one/a';\nexport interface B { readonly a?: A }\n";

/** What is in `one/a.ts` and in `two/b.ts`. */
const CIRCLES = {
  values: [toB, "import { a } from '../one/a';\nexport const b: number = a;\n"],
  'types alone': [typeOfB, typeOfA],
  'a value and a type': [toB, "import type { A } from '../one/a';\nexport const b: A = 1;\n"],
  'exports of what is imported': ["export type { B } from '../two/b';\nexport type A = number;\n", typeOfA],
  'types named in place': ["export type A = import('../two/b').B;\n", typeOfA],
} as const;
const ONE_WAY = [typeOfB, 'export type B = number;\n'] as const;

describe('npm run circles', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'circles-'));

  afterAll(() => {
    rmSync(cwd, { recursive: true });
  });

  const write = (folder: string, [a, b]: readonly [string, string]): void => {
    for (const [file, source] of Object.entries({ 'one/a.ts': a, 'two/b.ts': b })) {
      const path = join(cwd, folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, source);
    }
  };
  const check = (folder: string): { readonly status: number | null; readonly says: string } => {
    const args = [CRUISER, folder, '--config', join(ROOT, '.dependency-cruiser.mjs')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    return { status, says: `${stdout}${stderr}` };
  };

  it(
    'fails on circles of any kind, those of types alone included, and names the files',
    () => {
      const kinds = Object.values(CIRCLES);
      kinds.forEach((sources, kind) => {
        write(`circles/${kind}`, sources);
      });
      const { status, says } = check('circles');
      expect(status).toBe(kinds.length);
      kinds.forEach((_, kind) => {
        const folder = `circles/${kind}`;
        expect(says).toMatch(
          new RegExp(`no-circles: ${folder}/one/a\\.ts\\W+${folder}/two/b\\.ts\\W+${folder}/one/a\\.ts`),
        );
      });
    },
    TIMEOUT,
  );

  it(
    'has nothing against imports that lead one way',
    () => {
      write('one-way', ONE_WAY);
      const { status, says } = check('one-way');
      expect(says).toContain('no dependency violations found (2 modules, 1 dependencies cruised)');
      expect(status).toBe(0);
    },
    TIMEOUT,
  );
});
