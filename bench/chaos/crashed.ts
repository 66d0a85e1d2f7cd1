import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineClient, type Target } from '../../testkit/lineClient';
import { run } from '../../testkit/run';
import type { ServerProgram } from '../../testkit/serverProgram';
import { startServer } from '../subjects';
import type { Crashed } from './numbers';

/** How many clients write down all that they are sent. */
const WITNESSES = 4;
/** How often each of them says something, in ms. */
const PAUSE = 20;
/** How much of the raid is over when the server is killed. */
const PART = 2 / 3;
/** How long a replay may take, in ms. */
const REPLAY = 60_000;

/** A client that talks, and keeps all that it receives. */
class Witness {
  private readonly chunks: Buffer[] = [];
  private readonly client: LineClient;
  private readonly timer: NodeJS.Timeout;
  private said = 0;

  constructor(
    target: Target,
    readonly name: string,
  ) {
    this.client = new LineClient(target, { onBytes: (bytes) => this.chunks.push(bytes) });
    this.client.send(name);
    this.timer = setInterval(() => {
      this.client.send(`${name} says ${(this.said += 1)}`);
    }, PAUSE);
  }

  /** The whole lines of what it has received, but for those that say that lines are missing: a replay has the lines. */
  get lines(): string[] {
    const lines = Buffer.concat(this.chunks).toString().split('\n').slice(0, -1);
    return lines.filter((line) => !/^SYSTEM: \d+ lines? skipped/.test(line));
  }

  async opened(): Promise<void> {
    await this.client.opened();
  }

  async over(): Promise<void> {
    await this.client.closed;
    clearInterval(this.timer);
  }

  stop(): void {
    clearInterval(this.timer);
    void this.client.cut();
  }
}

/**
 * Kills a server that keeps a journal in the middle of a raid, and looks whether the journal has all that clients were sent.
 *
 * @param command the server and its flags
 * @param file the program of the server, which replays
 * @param seconds how long the raid takes
 * @param raid lets the hostile clients at a server
 */
export async function crash(
  [command = '', file = '', ...flags]: readonly string[],
  seconds: number,
  raid: (server: ServerProgram) => Promise<unknown>,
): Promise<Crashed> {
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-chaos-'));
  const journal = join(folder, 'data');
  const witnesses: Witness[] = [];
  // What is past has an age, and is sent at the time of the replay with another one.
  const server = await startServer(
    {
      command: [command, file, ...flags, '--data', journal, '--history-on-join', '0'],
      hasMetrics: true,
    },
    undefined,
  );
  try {
    for (let each = 1; each <= WITNESSES; each += 1) witnesses.push(new Witness(server, `witness${each}`));
    await Promise.all(witnesses.map((witness) => witness.opened()));
    const raided = raid(server);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000 * PART));
    server.kill('SIGKILL');
    await server.exit;
    await Promise.all(witnesses.map((witness) => witness.over()));
    await raided;
    const received = witnesses.map(({ lines }) => lines);
    const missing = await Promise.all(
      witnesses.map(async ({ name, lines }) => {
        const { output } = await run(command, [file, 'replay', journal, '--as', name], { limit: REPLAY });
        return missingIn(output.split('\n'), lines);
      }),
    );
    return { lines: received.flat().length, missing: missing.flat() };
  } finally {
    for (const witness of witnesses) witness.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The lines that are not among others in the same order. */
export function missingIn(others: readonly string[], lines: readonly string[]): string[] {
  let at = 0;
  return lines.filter((line) => {
    const found = others.indexOf(line, at);
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}
