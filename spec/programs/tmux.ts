import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../testkit/eventually';

/** A terminal as a person sees it, by tmux: what is on its screen now, and not what was written to it. */
export class Tmux {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rxchat-tmux-'));

  /**
   * @param command what runs in it
   * @param columns how wide it is
   * @param rows how high
   */
  constructor(command: readonly string[], columns: number, rows: number) {
    const size = ['-x', String(columns), '-y', String(rows)];
    // When it has ended the terminal stays, with the status below.
    const stays = ['sh', '-c', '"$@"; echo "status $?"; exec cat', 'sh'];
    this.tmux('new-session', '-d', ...size, '--', ...stays, ...command);
  }

  /** Presses keys, each by the name that tmux has for it, or types a text. */
  press(...keys: readonly string[]): void {
    this.tmux('send-keys', '--', ...keys);
  }

  /** Types a text as it is, at once, as a terminal gives on what is pasted. */
  type(text: string): void {
    this.tmux('send-keys', '-l', '--', text);
  }

  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The rows that are not empty at the end. */
  get rows(): string[] {
    const rows = this.tmux('capture-pane', '-p').split('\n');
    return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
  }

  /** Where the cursor is, from 0 on. */
  get cursor(): string {
    return this.tmux('display-message', '-p', '#{cursor_x},#{cursor_y}').trim();
  }

  /** Waits until the screen is as wanted. */
  async until(isReached: (rows: readonly string[]) => boolean): Promise<void> {
    let rows: readonly string[] = [];
    const isSeen = (): boolean => isReached((rows = this.rows));
    await eventually(isSeen, () => `the screen is:\n${rows.join('\n')}`);
  }

  /** Waits until the screen ends with these rows. Times are shown as 14:03. */
  async endsWith(...wanted: readonly string[]): Promise<void> {
    const text = wanted.join('\n');
    await this.until((rows) => withoutTimes(rows).join('\n').endsWith(text));
  }

  close(): void {
    try {
      this.tmux('kill-server');
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private tmux(...args: readonly string[]): string {
    const env = { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' };
    return execFileSync('tmux', ['-u', '-S', join(this.folder, 'socket'), '-f', '/dev/null', ...args], {
      env,
      encoding: 'utf8',
    });
  }
}

/** Rows as they are at three minutes past two. */
export const withoutTimes = (rows: readonly string[]): string[] =>
  rows.map((row) => row.replace(/^\d\d:\d\d /, '14:03 '));
