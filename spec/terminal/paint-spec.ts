import { paintOf } from '../../src/terminal/paint';

it.each([
  [1, 'bob'],
  [4, /^\x1b\[3[1-6]mbob\x1b\[0m$/],
  [8, /^\x1b\[38;5;\d+mbob\x1b\[0m$/],
  [24, /^\x1b\[38;5;\d+mbob\x1b\[0m$/],
])('paints with %d bits of color', (depth, expected) => {
  if (typeof expected === 'string') expect(paintOf(depth).name('bob')).toBe(expected);
  else expect(paintOf(depth).name('bob')).toMatch(expected);
  expect(paintOf(depth).fault('x') === 'x').toBe(depth === 1);
});
