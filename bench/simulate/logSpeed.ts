import { setTimeout as pause } from 'node:timers/promises';
import { type NatsLog, openNatsLog } from '../../src/run/natsLog';
import { NatsServers } from '../../testkit/natsServers';
import { runCommand, say } from '../commandLine';
import { shown } from '../cases';
import { machine, machineLine } from '../machine';
import { table } from '../report';

const HELP = [
  'Usage: npm run simulate:log',
  '',
  'Measures how fast a log of NATS JetStream on this machine takes the messages of eight nodes, each with eight on their way, as',
  'nodes write them; with one server and with three. From that the capacities of `npm run simulate` follow.',
].join('\n');

/** How many messages of a node are on their way at once, as `Outgoing` has it, and how many nodes there are. */
const ON_THE_WAY = 8;
const NODES = 8;
const EVENT_BYTES = 137;
const SIZES = [1, 16, 64, 256];
const [WARM_MS, MS] = [1000, 3000];

/** How many messages a second a log takes, each with so many events. */
async function speedOf(logs: readonly NatsLog[], events: number): Promise<number> {
  let taken = 0;
  let counted = 0;
  let isCounting = false;
  const [first] = logs;
  if (!first) throw new Error('no log');
  const payloads = logs.map((_, index) => Buffer.alloc(events * EVENT_BYTES, String(index)));
  const offer = (index: number): void => logs[index]?.offer(payloads[index] ?? Buffer.alloc(0));
  const running = first.entries(first.end).subscribe({
    next({ message }) {
      taken += 1;
      if (isCounting) counted += 1;
      offer(Number(String.fromCharCode(message[0] ?? 0)));
    },
    error: fail,
  });
  for (const index of logs.keys()) for (let sent = 0; sent < ON_THE_WAY; sent += 1) offer(index);
  await pause(WARM_MS);
  isCounting = true;
  const started = performance.now();
  await pause(MS);
  const seconds = (performance.now() - started) / 1000;
  running.unsubscribe();
  if (taken === 0) throw new Error('nothing came back from the log');
  return counted / seconds;
}

const fail = (error: unknown): never => {
  throw error;
};

/** The figures of a log of so many servers. */
async function measured(servers: number): Promise<readonly number[]> {
  const nats = await NatsServers.start('', servers);
  try {
    const speeds: number[] = [];
    for (const size of SIZES) {
      const logs: NatsLog[] = [];
      while (logs.length < NODES)
        logs.push(await openNatsLog({ nats: nats.urls, node: `n${logs.length}`, natsCreds: '', natsCa: '' }));
      speeds.push(await speedOf(logs, size));
      await Promise.all(logs.map((log) => log.close()));
    }
    return speeds;
  } finally {
    await nats.stop();
  }
}

/**
 * A message takes a time of its own, and each byte a further one: what the smallest and the largest message say of the two.
 *
 * @param speeds messages a second, by size
 */
function capacitiesOf(speeds: readonly number[]): { readonly messages: number; readonly bytes: number } {
  const [small = 0, large = 0] = [speeds[0], speeds.at(-1)];
  const [fewBytes, manyBytes] = [(SIZES[0] ?? 0) * EVENT_BYTES, (SIZES.at(-1) ?? 0) * EVENT_BYTES];
  const perByte = (1 / large - 1 / small) / (manyBytes - fewBytes);
  return { messages: 1 / (1 / small - fewBytes * perByte), bytes: 1 / perByte };
}

async function logSpeed(): Promise<number> {
  say(`${machineLine(machine(undefined))}\n`);
  const rows: string[][] = [];
  for (const servers of [1, 3]) {
    const speeds = await measured(servers);
    const { messages, bytes } = capacitiesOf(speeds);
    const cells = speeds.map((speed, index) => `${shown(speed)} (${shown(speed * (SIZES[index] ?? 0))})`);
    rows.push([`${servers}`, ...cells, shown(messages), (bytes / 1e6).toFixed(0)]);
  }
  const sizes = SIZES.map((size) => `of ${size}`);
  say(table(['servers', ...sizes, '--log-messages', '--log-megabytes'], rows));
  say('\nMessages a second of so many events, and in brackets events a second.');
  return 0;
}

void runCommand('simulate:log', (args) => (args.includes('--help') ? undefined : {}), HELP, logSpeed);
