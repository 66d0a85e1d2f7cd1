import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '../../bench/compare';
import { CompiledTools } from '../helpers/compiledTools';

describe('npm run bench -- nats', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'rxchat-bench-'));
  });
  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  it('measures a node on one nats-server and on three beside a folder, loses nothing, and ends all that it started', async () => {
    const tools = new CompiledTools('nats-tools');
    const json = join(scratch, 'nats.json');
    const briefly = ['--rounds', '1', '--seconds', '0.2', '--clients', '20'];
    const program = tools.bench('main.js', 'nats', ...briefly, '--json', json);
    expect(await program.exit).toMatchObject({ code: 0 });
    const { samples } = JSON.parse(readFileSync(json, 'utf8')) as { readonly samples: readonly Sample[] };
    expect(samples.map((sample) => `${sample.case} ${sample.subject}`)).toStrictEqual(
      ['w16', 'w256', 'latency'].flatMap((name) => [`${name} written`, `${name} nats`, `${name} nats 3`]),
    );
    for (const { measured } of samples) {
      expect(measured).toMatchObject({ lost: 0, reordered: 0, closed: 0, untoldBytes: 0, dropped: 0 });
      expect(measured.linesPerSecond).toBeGreaterThan(0);
    }
    await tools.running((count) => count === 0);
  });
});
