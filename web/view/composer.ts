import { fromEvent, Subject } from 'rxjs';
import type { Action } from '../../src/client/model';
import { linesOf } from '../../src/client/texts';
import { element } from './elements';

/** So many lines are sent without a question. */
const FEW = 3;

/** The most characters of a line; the server refuses longer ones. */
const MOST_CHARACTERS = 512;

/** Where the person writes. What could not be sent stays. */
export class Composer {
  private readonly sent$ = new Subject<Action>();
  private readonly text = element('text', HTMLTextAreaElement);
  private readonly many = element('many', HTMLDialogElement);

  /** Lines to send. */
  readonly actions$ = this.sent$.asObservable();

  /**
   * @param isReady whether something can be sent now
   * @param complain says why it cannot
   */
  constructor(
    private readonly isReady: () => boolean,
    private readonly complain: (why: string) => void,
  ) {
    const { text } = this;
    fromEvent<KeyboardEvent>(text, 'keydown').subscribe((event) => {
      // Enter ends what is composed with an input method, and starts a new line with Shift.
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      this.submit();
    });
    fromEvent(text, 'input').subscribe(() => this.grow());
    fromEvent(element('composer', HTMLFormElement), 'submit').subscribe((event) => {
      event.preventDefault();
      this.submit();
    });
    fromEvent(this.many, 'close').subscribe(() => {
      if (this.many.returnValue === 'send') this.send(linesOf(text.value));
      text.focus();
    });
  }

  focus(): void {
    this.text.focus();
  }

  /** Begins a whisper, unless something is written already. */
  whisperTo(name: string): void {
    if (this.text.value.trim() === '') this.text.value = `/w ${name} `;
    this.focus();
  }

  set label(label: string) {
    this.text.placeholder = label;
  }

  private submit(): void {
    const lines = linesOf(this.text.value);
    if (lines.length === 0) return;
    const isLong = lines.some((line) => Array.from(line).length > MOST_CHARACTERS);
    if (!this.isReady()) this.complain('There is no connection now. What you wrote stays here.');
    else if (isLong) this.complain(`A line has at most ${String(MOST_CHARACTERS)} characters.`);
    else if (lines.length > FEW) this.ask(lines.length);
    else this.send(lines);
  }

  private ask(count: number): void {
    element('many-question', HTMLParagraphElement).textContent = `Send ${String(count)} lines to everybody here?`;
    this.many.returnValue = '';
    this.many.showModal();
  }

  private send(lines: readonly string[]): void {
    this.text.value = '';
    this.complain('');
    this.grow();
    this.sent$.next({ type: 'sent', lines });
  }

  private grow(): void {
    this.text.rows = Math.min(8, this.text.value.split('\n').length);
  }
}

/** Safari says that the composition is over, and by the old code of the key that it was not. */
function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.isComposing || event.keyCode === 229;
}
