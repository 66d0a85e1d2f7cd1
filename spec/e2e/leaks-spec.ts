import { join } from 'node:path';
import { build } from '../helpers/build';
import { Program } from '../helpers/program';
import { within } from '../../testkit/within';

const SESSIONS = 1000;

beforeAll(() => void build());

/** What a process holds. */
interface Held {
  readonly bytes: number;
  readonly resources: readonly string[];
}

describe('after 1,000 sessions that end in every way, and stop()', () => {
  let before: Held;
  let warm: Held;
  let after: Held;
  beforeAll(async () => {
    const script = join(__dirname, '..', 'helpers', 'leakRounds.mjs');
    // The first round is for what is made once and kept: code, caches, the metrics of the process.
    const program = new Program(process.execPath, ['--expose-gc', script, build(), '500', String(SESSIONS)]);
    const exit = await within(program.exit, () => `it still runs\n${program.stderr}`, 50_000);
    expect([exit, program.stderr]).toEqual([{ code: 0, signal: null }, '']);
    [before, warm, after] = JSON.parse(program.stdout) as [Held, Held, Held];
  });

  it('the process has no socket, timer or other handle that it did not have before there was a server', () => {
    expect(warm.resources).toEqual(before.resources);
    expect(after.resources).toEqual(before.resources);
  });

  it('the memory is back: what is left of a session is less than a kilobyte', () => {
    expect((after.bytes - warm.bytes) / SESSIONS).toBeLessThan(1024);
  });
});
