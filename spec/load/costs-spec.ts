import { join } from 'node:path';
import { Crowd } from '../../bench/load/crowd';
import { markText } from '../../bench/load/mark';
import { within } from '../../testkit/within';
import { build } from '../helpers/build';
import { Program } from '../helpers/program';
import { systemCallsOf, whyNotCounted } from '../helpers/systemCalls';

const MEMBERS = 100;
const SIZE = 64;
/** So many lines are said at once, so often. */
const LINES = 16;
const BURSTS = 200;

/** Counts, and not times: they are the same on any machine, however busy it is. */
describe('what a line costs a running server', () => {
  let server: Program;
  let crowd: Crowd;

  beforeAll(() => build());

  beforeEach(async () => {
    server = await Program.listening(['--line-rate=0']);
    const { host, port, pid } = server;
    crowd = new Crowd({ host, port, pid, transport: 'tcp', clients: MEMBERS, stalled: 0, joinWindow: 32, settle: 0 });
    const { untoldBytes } = await crowd.join(SIZE, () => undefined);
    expect(untoldBytes).toBe(0);
  });

  afterEach(() => {
    crowd.cut();
  });

  /** Some clients say a line each, and all have received that before they say the next one. */
  const talk = async (): Promise<void> => {
    const line = `${markText({ posted: 0, sender: 0, sequence: 0 }).padEnd(SIZE, 'x')}\n`;
    for (let burst = 0; burst < BURSTS; burst += 1) {
      let left = LINES * MEMBERS;
      const heard = new Promise<void>((resolve) => {
        const received = (marks: number): void => {
          left -= marks;
          if (left === 0) resolve();
        };
        crowd.listener = { read: () => undefined, received };
      });
      for (const client of crowd.clients.slice(0, LINES)) client.say(line);
      await within(heard, () => `${left} of ${LINES * MEMBERS} lines are still on their way`);
    }
  };

  const DELIVERED = BURSTS * LINES * MEMBERS;

  /** How much some counters of the server grow while it is talked. */
  const counted = async (...series: readonly string[]): Promise<number[]> => {
    const all = (): Promise<number[]> => Promise.all(series.map((one) => server.metric(one)));
    const before = await all();
    await talk();
    return (await all()).map((value, index) => value - (before[index] ?? NaN));
  };

  const why = whyNotCounted();
  if (why === undefined)
    it('is a part of a system call for each delivery, and hardly one that is not a write', async () => {
      const calls = await systemCallsOf(server.pid, talk);
      const sum = Array.from(calls.values()).reduce((total, count) => total + count, 0);
      const writes = calls.get('write') ?? 0;
      expect(writes).toBeGreaterThan(BURSTS * MEMBERS * 0.9); // or they were not counted
      expect(writes / DELIVERED).toBeLessThan(1 / 8);
      expect((sum - writes) / writes).toBeLessThan(1 / 2);
    });
  else
    it(`is a part of a write for each delivery, by the server's own counter: system calls are not counted, ${why}`, async () => {
      const [writes, written] = await counted('chat_writes_total', 'chat_lines_written_total');
      expect(written).toBe(DELIVERED);
      expect(writes! / DELIVERED).toBeLessThan(1 / 8);
    });

  it('is encoded once at most, for however many it is', async () => {
    const [encodes, said] = await counted('chat_encodes_total', 'chat_messages_total{type="broadcast"}');
    expect(said).toBe(BURSTS * LINES);
    expect(encodes).toBeGreaterThanOrEqual(BURSTS);
    expect(encodes).toBeLessThanOrEqual(said!);
  });
});

interface Allocated {
  readonly members: number;
  /** For a line. */
  readonly bytes: number;
  readonly writes: number;
}

describe('what is allocated for a line, from its bytes to the writes', () => {
  it('is a small object or two for each receiver, and some kilobytes for the line', async () => {
    const script = join(__dirname, '..', 'helpers', 'allocatedByLines.mjs');
    const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
    const program = new Program(process.execPath, [...flags, script, build(), '10', '1000']);
    expect([await program.exit, program.stderr]).toEqual([{ code: 0, signal: null }, '']);
    const [few, many] = JSON.parse(program.stdout) as [Allocated, Allocated];
    expect([few.writes, many.writes]).toEqual([10, 1000]);
    const forEach = (many.bytes - few.bytes) / (many.members - few.members);
    expect(forEach).toBeGreaterThan(0); // or a collection came in between
    expect(forEach).toBeLessThan(150);
    expect(few.bytes).toBeLessThan(16 * 1024);
  });
});
