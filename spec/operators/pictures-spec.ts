import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(__dirname, '..', '..', 'src', 'operators');

const filesIn = (folder: string): string[] =>
  readdirSync(join(SOURCES, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

/** The files that export an operator. */
const operators = [...filesIn('.'), ...filesIn('tap')].filter((file) =>
  /^export function [^{]*OperatorFunction</m.test(readFileSync(join(SOURCES, file), 'utf8')),
);

/** The marble diagrams in the comments of a file: `name   --a--b--|`, between fences. */
function diagramsIn(text: string): string[] {
  const fences = Array.from(text.matchAll(/^ \* ```\n([^]*?)^ \* ```$/gm), ([, inside = '']) => inside);
  const lines = fences.flatMap((inside) => inside.split('\n')).filter((line) => /^ \* [a-z]+\$? /.test(line));
  return lines.flatMap((line) =>
    line.split(/ +/).filter((word) => /^[-a-zA-Z0-9()|#]*(--|\|)[-a-zA-Z0-9()|#]*$/.test(word)),
  );
}

describe('the picture in the comment of an operator', () => {
  it('is looked for in all of them', () => {
    expect(operators).toEqual(
      expect.arrayContaining(['concatMapArray.ts', 'dropOverflow.ts', join('tap', 'tapTime.ts')]),
    );
  });

  it.each(operators)('is what its first spec runs: %s', (file) => {
    const diagrams = diagramsIn(readFileSync(join(SOURCES, file), 'utf8'));
    expect(diagrams.length).toBeGreaterThanOrEqual(2);
    const spec = readFileSync(join(__dirname, file.replace(/\.ts$/, '-spec.ts')), 'utf8');
    const missing = diagrams.filter((diagram) => !spec.replace(/' +/g, "'").includes(`'${diagram}'`));
    expect(missing).toEqual([]);
  });
});
