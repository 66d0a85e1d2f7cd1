import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMarblePicture, marblePicture } from '../../site/marbles';

const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

describe('marblePicture', () => {
  it('draws values, the end and the operator', () => {
    const picture = 'source     --a--b--|\n           map(f)\nresult     --x--y--#   x = f(a) & so on';
    expect(isMarblePicture(picture)).toBe(true);
    const svg = marblePicture(picture);
    expect(count(svg, /<circle/g)).toBe(4);
    expect(count(svg, /class="end"/g)).toBe(1);
    expect(count(svg, /class="error"/g)).toBe(1);
    expect(svg).toContain('>map(f)</text>');
    expect(svg).toContain('>x = f(a) &amp; so on</text>');
  });

  it('has what happens at one moment of two lines above each other', () => {
    const [a, x] = Array.from(
      marblePicture('source     --a--\nresult     --x--').matchAll(/cx="(\d+)"/g),
      ([, at]) => at,
    );
    expect(a).toBe(x);
  });

  it('frames the values of one moment', () => {
    const svg = marblePicture('source     --(ab|)');
    expect(count(svg, /class="moment"/g)).toBe(1);
    expect(count(svg, /<circle/g)).toBe(2);
    expect(count(svg, /class="end"/g)).toBe(1);
  });

  it('draws pictures that stand side by side one below the other', () => {
    const svg = marblePicture('source     --a--|     source     --b--#\nresult     --a--|     result     --b--#');
    expect(count(svg, /<svg/g)).toBe(2);
    expect(count(svg, />a</g)).toBe(2);
    expect(count(svg, />b</g)).toBe(2);
  });

  it('takes neither programs nor what is written in a terminal for pictures', () => {
    for (const text of [
      'npm start -- --port 1',
      'const a = b;',
      '| a | b |\n|---|---|',
      'alice    bob\n-------  ------',
    ]) {
      expect([text, isMarblePicture(text)]).toStrictEqual([text, false]);
    }
  });

  it('draws all pictures of the operators, every line of time with its values', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'operators.md'), 'utf8');
    const blocks = Array.from(page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm));
    const pictures = blocks.filter(([, language]) => language === '').map(([, , text = '']) => text);
    expect(pictures.length).toBeGreaterThan(15);
    for (const picture of pictures) {
      expect([picture, isMarblePicture(picture)]).toStrictEqual([picture, true]);
      const names = picture.match(/(?<=^|  )(?:source|result|\w+\$)(?= {3,}[-\w(])/gm) ?? [];
      expect(count(marblePicture(picture), /class="time/g)).toBeGreaterThanOrEqual(names.length);
    }
  });
});
