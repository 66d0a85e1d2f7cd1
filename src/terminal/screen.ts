import { clearScreenDown, type Completer, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { filter, fromEvent, map, merge, type Observable, share } from 'rxjs';
import { rowsOf } from './rowsOf';

/**
 * A terminal on which lines appear above the one that is being typed, and never in the middle of it: what a person types stays
 * at the bottom, with all that readline can do to it.
 */
export class Screen {
  /** The lines that are typed. */
  readonly typed$: Observable<string>;
  /** The person wants to go: Ctrl-D, or Ctrl-C when nothing was typed. */
  readonly left$: Observable<unknown>;
  /**
   * `prevRows` is how many rows above the cursor readline takes the beginning of what is typed to be. It is no part of what is
   * documented; but it is wrong after more than a row was pasted, and when the terminal became wider, and readline draws from there.
   */
  private readonly editor: Interface & { prevRows?: number };
  private isClosed = false;
  private isRemembered = false;

  /**
   * @param input where keys come from
   * @param output where lines are shown
   * @param completer what a word may be meant to be
   */
  constructor(
    input: NodeJS.ReadableStream,
    private readonly output: NodeJS.WritableStream & { readonly columns?: number },
    completer: Completer,
  ) {
    this.editor = createInterface({ input, output, completer, terminal: true, historySize: 500 });
    this.editor.on('close', () => (this.isClosed = true));
    output.prependListener('resize', this.resized); // before readline draws what is typed again
    this.editor.on('history', (history: string[]) => {
      if (!this.isRemembered) history.shift();
    });
    this.typed$ = (fromEvent(this.editor, 'line') as Observable<string>).pipe(share());
    const interrupted$ = fromEvent(this.editor, 'SIGINT').pipe(
      map(() => this.editor.line !== ''),
      filter((hasText) => {
        if (hasText) this.clear();
        return !hasText;
      }),
    );
    this.left$ = merge(interrupted$, fromEvent(this.editor, 'close'));
  }

  /**
   * Shows lines above that which is being typed, which stays as it is.
   *
   * @param lines the lines
   * @param prompt what stands before the one that is being typed from now on
   * @param isRemembered whether what is typed then can be had again with the arrow keys
   */
  show(lines: readonly string[], prompt: string, isRemembered: boolean): void {
    const text = lines.map((line) => `${line}\r\n`).join('');
    this.isRemembered = isRemembered;
    if (this.isClosed) return void this.output.write(text);
    this.clearFrom(this.editor.getCursorPos().rows);
    this.output.write(text);
    this.editor.setPrompt(prompt);
    this.editor.prompt(true);
  }

  /** Takes a line that was just typed off the screen: it comes back as a line of the chat. */
  takeBack(line: string): void {
    if (!this.isClosed) this.clearFrom(rowsOf(this.editor.getPrompt() + line, this.output.columns));
  }

  /** Gives a line back to the person, as if it was not sent yet. */
  giveBack(line: string): void {
    if (!this.isClosed) this.editor.write(line);
  }

  ring(): void {
    this.output.write('\x07');
  }

  /** Ends the editing, and leaves the terminal as it was. */
  close(): void {
    if (this.isClosed) return;
    this.clearFrom(this.editor.getCursorPos().rows);
    this.output.off('resize', this.resized);
    this.editor.close();
  }

  /**
   * In a wider terminal what is typed fills fewer rows. Drawn from where it began before, it would take the place of lines above it.
   * In a narrower one it is drawn from the cursor's row on, since not every terminal breaks lines anew.
   */
  private readonly resized = (): void => {
    this.editor.prevRows = Math.min(this.editor.prevRows ?? 0, this.editor.getCursorPos().rows);
  };

  /** Removes what is being typed. */
  private clear(): void {
    this.clearFrom(this.editor.getCursorPos().rows);
    this.editor.write('', { ctrl: true, name: 'e' });
    this.editor.write('', { ctrl: true, name: 'u' });
  }

  /** Removes all from so many rows above the cursor on; what is typed is drawn there again. */
  private clearFrom(rowsAbove: number): void {
    moveCursor(this.output, 0, -rowsAbove);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    this.editor.prevRows = 0;
  }
}
