import { join } from 'node:path';
import { Program } from '../../../testkit/process';
import { build } from '../../helpers/build';

const BOUND = 8 * 1024 * 1024;

/** What a past says of its memory that was filled beyond its bound, and what it takes. */
async function filled(rooms: number, text: string): Promise<{ says: number; takes: number }> {
  const script = join(__dirname, '..', '..', 'helpers', 'memoryOfPast.mjs');
  const args = ['--expose-gc', script, build(), String(BOUND), String(rooms), text];
  const program = new Program(process.execPath, args);
  expect([await program.exit, program.stderr]).toEqual([{ code: 0, signal: null }, '']);
  return JSON.parse(program.stdout) as { says: number; takes: number };
}

describe('the memory of the history', () => {
  it.each([
    ['short lines', 300, 'ok'],
    ['lines', 300, 'x'.repeat(63)],
    ['long lines', 300, 'x'.repeat(1000)],
    ['lines beyond Latin-1', 300, 'Grüße 🦜 '.repeat(8)],
    ['many rooms', 20_000, 'x'.repeat(63)],
  ])('is what its bound says, with %s', async (_, rooms, text) => {
    const { says, takes } = await filled(rooms, text);
    expect(says).toBeLessThanOrEqual(BOUND);
    expect(says).toBeGreaterThan(0.75 * BOUND);
    expect(takes).toBeLessThan(1.1 * says);
    expect(takes).toBeGreaterThan(0.7 * says);
  });
});
