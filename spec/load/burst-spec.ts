import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { get } from '../../testkit/get';
import { LineClient } from '../../testkit/lineClient';
import { patient } from '../../testkit/patience';
import { samplesOf } from '../../testkit/scrape';
import { within } from '../../testkit/within';
import { build } from '../helpers/build';
import { Program } from '../helpers/program';

/** Within all limits but the number of connections: those of one address that is not exempt. */
const ATTACKERS = 250;
const LINES = 1000;
/** How late the event loop may be, and how long a health check and a newcomer may take, in ms. */
const MOST = { lag: 250, page: 1000, newcomer: 5000 };
/** How long it is watched, in ms; a line is said in each of so many ms. */
const WATCHED = 6000;
const EVERY = 50;

jest.setTimeout(patient(60_000));
beforeAll(() => build(), 60_000);

/** Clients in a process of their own that all send their bursts at once. */
class Attack {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;

  constructor(port: number, clients: number, lines: number) {
    const program = join(__dirname, '..', 'helpers', 'burstAttack.mjs');
    const args = [program, port, clients, lines].map(String);
    this.process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** All are in the lobby. */
  async ready(): Promise<void> {
    await within(once(this.process.stdout, 'data'), () => 'the attackers did not all come in');
  }

  begin(): void {
    this.process.stdin.write('go\n');
  }

  end(): void {
    this.process.kill('SIGKILL');
  }
}

describe('250 clients that each send a burst of 1,000 lines in one room', () => {
  // With charges, most lines are refused; without them, 62 million deliveries are made.
  it.each([
    ['as they are charged', []],
    ['though nothing is charged', ['--line-rate', '0']],
  ])('keep nobody waiting, and nobody loses a line: %s', async (_, flags) => {
    const server = await Program.listening([...flags]);
    const target = { host: '127.0.0.1', port: server.port };
    const received: string[] = [];
    const reader = await new LineClient(target, { onBytes: (bytes) => received.push(bytes.toString()) }).opened();
    const talker = await new LineClient(target, { onBytes: () => undefined }).opened();
    reader.send('reader');
    talker.send('talker');
    const attack = new Attack(server.port, ATTACKERS, LINES);
    try {
      await attack.ready();
      const metric = async (series: string): Promise<number> =>
        samplesOf((await get(server.metricsPort, '/metrics')).body).find((sample) => sample.series === series)!.value;
      await metric('chat_event_loop_lag_seconds'); // what was before does not count
      const worst = { lag: 0, page: 0, newcomer: 0 };
      const newcomers: Promise<void>[] = [];
      const comeIn = async (name: string): Promise<void> => {
        const start = performance.now();
        const client = await new LineClient(target).opened();
        client.send(name);
        while ((await client.line()) !== 'OK');
        worst.newcomer = Math.max(worst.newcomer, performance.now() - start);
        await client.cut();
      };

      attack.begin();
      let said = 0;
      for (const end = performance.now() + WATCHED; performance.now() < end; said += 1) {
        talker.send(`line ${said}`);
        if (said % 20 === 5) newcomers.push(comeIn(`newcomer${said}`));
        const start = performance.now();
        expect((await get(server.metricsPort, '/healthz')).status).toBe(200);
        worst.page = Math.max(worst.page, performance.now() - start);
        worst.lag = Math.max(worst.lag, 1000 * (await metric('chat_event_loop_lag_seconds')));
        await sleep(EVERY);
      }
      await Promise.all(newcomers);
      talker.send('end');
      await reader.until(
        () => received.slice(-100).join('').includes('talker: end\n'),
        () => 'the last line of the talker',
      );

      const lines = received.join('').split('\n');
      const heard = lines.filter((line) => line.startsWith('talker: line '));
      expect(heard).toEqual(Array.from({ length: said }, (__, index) => `talker: line ${index}`));
      expect(lines.filter((line) => line.startsWith('SYSTEM: ') && line.includes('skipped'))).toEqual([]);
      expect(await metric('chat_lines_dropped_total')).toBe(0);
      for (const key of ['lag', 'page', 'newcomer'] as const) expect(worst[key]).toBeLessThan(patient(MOST[key]));
      if (flags.length > 0) expect(await metric('chat_lines_offered_total')).toBeGreaterThan(ATTACKERS ** 2 * LINES);
      expect(await server.stop()).toMatchObject({ code: 0 });
    } finally {
      attack.end();
    }
  });
});
