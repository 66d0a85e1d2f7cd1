import { mebibytes, shown } from './cases';
import type { Progress } from './load/plan';

/** Headings of columns of words; what is under any other one is a number, and goes to the right. */
const WORDS = ['', 'case', 'figure', 'to', 'notes', 'hostile', 'what it does', 'was told', 'ended', 'honest'];

/** Lays out rows under headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const left = (column: number): boolean => WORDS.includes(headings[column] ?? '');
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => (left(column) ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return ((sorted[Math.ceil(middle - 1)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** Shows a ratio, or nothing where there is none. */
export const ratio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '');

/** Shows a share of one core. */
export const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(0)} %` : '-');

/** Shows memory at the start and at the end of a run. */
export const memoryFromTo = (start: number, end: number): string => `memory ${mebibytes(start)} to ${mebibytes(end)}`;

/** Tells what is going on while it goes on: one line that changes on a terminal, one line a step elsewhere. */
export class Ticker {
  private step = '';
  private phase = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Begins a step, such as a round of a case. */
  begin(step: string): void {
    this.step = step;
    this.phase = '';
    if (!this.stream.isTTY) this.stream.write(`${step}\n`);
  }

  readonly tell = ({ phase, done, of, deliveriesPerSecond }: Progress): void => {
    if (!this.stream.isTTY) return;
    const unit = phase === 'joining' ? 'clients' : 's';
    const far = phase === 'joining' ? shown(done) : done.toFixed(1);
    const rate = phase === 'measuring' ? `  ${shown(deliveriesPerSecond)} deliveries/s` : '';
    this.phase = `${this.step}: ${phase} ${far} of ${shown(of)} ${unit}${rate}`;
    this.stream.write(`\r${this.phase}\x1b[K`);
  };

  /** Says something that stays. */
  note(text: string): void {
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }
}
