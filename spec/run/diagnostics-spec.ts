import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntry } from '../../src/operators/tap/tapLog';
import { diagnostics } from '../../src/run/diagnostics';
import { Condition } from '../../testkit/condition';
import { emptyFolder } from '../helpers/journalFolder';

/** What is said of the signals that are sent. */
class Signalled {
  readonly entries: LogEntry[] = [];
  private readonly signals = new EventEmitter();
  private readonly condition = new Condition();
  private readonly running;

  constructor(folder: () => string) {
    this.running = diagnostics(this.signals, folder, 50).subscribe((entry) => {
      this.entries.push(entry);
      this.condition.changed();
    });
  }

  async says(count: number, ...signals: readonly string[]): Promise<LogEntry[]> {
    for (const signal of signals) this.signals.emit(signal);
    await this.condition.until(
      () => this.entries.length >= count,
      () => `entry ${count}`,
    );
    return this.entries.splice(0);
  }

  end(): number {
    this.running.unsubscribe();
    return this.signals.eventNames().length;
  }
}

describe('what is found out of the process', () => {
  it('is a CPU profile at SIGUSR1, once for as long as it takes', async () => {
    const folder = emptyFolder();
    const signalled = new Signalled(() => folder);
    const [entry] = await signalled.says(1, 'SIGUSR1', 'SIGUSR1');
    const [file = ''] = readdirSync(folder);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(entry).toEqual({
      ...{ level: 'info', event: 'diagnostics' },
      message: `a CPU profile of 0.05 s is in ${join(folder, file)}`,
    });
    expect(file).toMatch(/^rxchat-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.cpuprofile$/);
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toHaveProperty('nodes');
    expect(signalled.end()).toBe(0);
  });

  it('is nothing without a folder, and an error for one that cannot be written to, each time', async () => {
    let folder = '';
    const signalled = new Signalled(() => folder);
    expect(await signalled.says(2, 'SIGUSR1', 'SIGUSR2')).toMatchObject([
      { level: 'info', message: 'SIGUSR1 does nothing: --diagnostics names no folder for a CPU profile of 0.05 s' },
      { level: 'info', message: 'SIGUSR2 does nothing: --diagnostics names no folder for a heap snapshot' },
    ]);
    folder = '/no/such/folder';
    for (const signal of ['SIGUSR2', 'SIGUSR2', 'SIGUSR1'])
      expect(await signalled.says(1, signal)).toMatchObject([
        { level: 'error', message: expect.stringMatching(/^no file for a .*: ENOENT/) as string },
      ]);
  });
});
