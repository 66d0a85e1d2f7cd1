import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { closure, foldIdentity } from '../../src/recovery/foldIdentity';

const SRC = join(__dirname, '../../src');

describe('foldIdentity', () => {
  const unicode = Object.getOwnPropertyDescriptor(process.versions, 'unicode')!;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxchat-fold-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    Object.defineProperty(process.versions, 'unicode', unicode);
  });

  it('is the same each time, and another one with another Unicode', () => {
    const identity = foldIdentity();
    expect(identity).toMatch(/^[0-9a-f]{12}$/);
    expect(foldIdentity()).toBe(identity);
    Object.defineProperty(process.versions, 'unicode', { ...unicode, value: '1.0' });
    expect(foldIdentity()).not.toBe(identity);
  });

  it('depends on all that decides, and on nothing of how connections and settings are handled', () => {
    const files = closure(join(SRC, 'recovery/logFold.ts')).map((file) => relative(SRC, file));
    const deciding = ['ledger', 'nodeMessage', 'ofOthers'].map((name) => `streams/journal/${name}.ts`);
    const ofCommands = ['streams/reduce/commands/topic.ts', 'streams/reduce/lookAlikes.ts', 'streams/dialects/text.ts'];
    expect(files).toEqual(expect.arrayContaining([...deciding, ...ofCommands, 'streams/reduce/reduce.ts']));
    expect(files.filter((file) => /^(run|config|telemetry|streams\/(accept|write))\//.test(file))).toEqual([]);
  });

  it('finds what is imported, however it is written, in circles too', () => {
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('a.js', 'const b_1 = require("./b");\nconst fs = require("node:fs");');
    write('b.js', "export { c } from './c.js';\nimport x from 'package';");
    write('c.js', "import type { A } from './a';");
    write('d.js', "import './a';");
    expect(closure(join(folder, 'a.js'))).toEqual(['a.js', 'b.js', 'c.js'].map((name) => join(folder, name)));
  });
});
