/**
 * A small crowd that fills the dashboard: it talks, whispers, wanders through rooms, sleeps and is refused, for a minute.
 *
 *   npm run demo
 *   npm run demo -- --host 127.0.0.1 --port 5000 --seconds 60 --people 24
 *
 * Exits 0 when the time is over, 1 where there is no server or it went away, 2 for a flag that is not one.
 */
import { parseArgs } from 'node:util';
import { flood, sleepThrough, type Stage, talk, wander, whisper } from './acts';
import { Crowd } from './person';
import { Progress } from './progress';

const STANDARD = { host: '127.0.0.1', port: '5000', seconds: '60', people: '24' };
/** Bounds of what may be asked for: this is a demo, not a load test. */
const BOUNDS = { port: [1, 65_535], seconds: [5, 600], people: [2, 200] } as const;
const USAGE = 'usage: npm run demo -- [--host HOST] [--port PORT] [--seconds 5..600] [--people 2..200]';

class UsageError extends Error {}

function readArgs(): { host: string; port: number; seconds: number; people: number } {
  const option = (standard: string): { type: 'string'; default: string } => ({ type: 'string', default: standard });
  const options = {
    host: option(process.env['DEMO_HOST'] ?? STANDARD.host),
    port: option(process.env['DEMO_PORT'] ?? STANDARD.port),
    seconds: option(process.env['DEMO_SECONDS'] ?? STANDARD.seconds),
    people: option(process.env['DEMO_PEOPLE'] ?? STANDARD.people),
  };
  let values: Record<keyof typeof options, string>;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const number = (name: keyof typeof BOUNDS): number => {
    const [least, most] = BOUNDS[name];
    const value = /^\d+$/.test(values[name]) ? Number(values[name]) : NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`--${name} is a whole number from ${String(least)} to ${String(most)}, not "${values[name]}"`);
  };
  return { host: values.host, port: number('port'), seconds: number('seconds'), people: number('people') };
}

async function main(): Promise<void> {
  const { host, port, seconds, people } = readArgs();
  const progress = new Progress(process.stdout);
  const crowd = new Crowd({ host, port });
  const ending = new AbortController();
  const duration = seconds * 1000;
  const begin = performance.now();
  const stage: Stage = {
    crowd,
    duration,
    over: ending.signal,
    announce: (text) => {
      progress.announce(text);
    },
  };
  const count = (value: number): string => value.toLocaleString('en');
  const show = (share: number): void => {
    const { said, heard, refused, missed } = crowd;
    progress.show(
      share,
      `${count(said)} lines said, ${count(heard)} heard, ${count(refused)} refused, ${count(missed)} missed`,
    );
  };

  const end = (): void => {
    ending.abort();
  };
  const curtain = setTimeout(end, duration);
  const bar = setInterval(() => {
    show((performance.now() - begin) / duration);
  }, 250);
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    (await crowd.stranger()).vanish(); // where nobody answers, say that and nothing else
    const acts = [talk(stage, people), whisper(stage), wander(stage), sleepThrough(stage), flood(stage)];
    // One act that fails ends all; the others still take their people home.
    await Promise.all(
      acts.map((act) => act.catch((error: unknown) => (end(), Promise.reject(error as Error)))),
    ).finally(() => Promise.allSettled(acts));
    show(1);
    progress.end();
  } finally {
    clearTimeout(curtain);
    clearInterval(bar);
    crowd.disperse();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
  progress.announce('the dashboard has it all: http://127.0.0.1:3000 in the Compose stack');
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Error && 'syscall' in error ? '; is the server running?' : '';
  console.error(error instanceof UsageError ? `demo: ${text}\n${USAGE}` : `demo: ${text}${hint}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
