import { rowsOf } from '../../src/terminal/rowsOf';

it.each([
  ['', 1],
  ['x'.repeat(9), 1],
  ['x'.repeat(11), 2],
  ['x'.repeat(35), 4],
  ['\x1b[31mxxxxx\x1b[0m', 1],
  ['日本語日本', 2],
  ['e\u0301'.repeat(9), 1],
])('%j fills %d rows of ten columns', (text, rows) => expect(rowsOf(text, 10)).toBe(rows));
