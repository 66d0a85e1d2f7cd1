import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';

/**
 * How many rows of a terminal a text fills, as readline counts them: it knows which characters are wide, and which are none.
 *
 * @param text the text, which may have colors in it
 * @param columns how wide the terminal is
 */
export function rowsOf(text: string, columns: number | undefined): number {
  const output = Object.assign(new Writable({ write: (_, __, done) => done() }), { columns });
  const ruler = createInterface({ input: new PassThrough(), output, terminal: true });
  ruler.setPrompt(text);
  const { rows } = ruler.getCursorPos();
  ruler.close();
  return rows + 1;
}
