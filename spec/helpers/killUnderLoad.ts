import { LineClient } from '../../testkit/lineClient';
import { Program } from './program';
import { replayOf } from './replayOf';

/** How many clients talk, and how many lines each says in a piece. */
const CLIENTS = 4;
const BURST = 50;

/**
 * Lets clients talk as fast as they can, kills the server in the middle of it, and compares what each has received with a
 * replay: it is the begin of that, to the byte.
 *
 * @param data the folder, which may have other runs in it
 * @param round the number of this one, from 1
 * @param flags of the server
 * @param lines how many lines are to have been received before it is killed
 */
export async function killUnderLoad(
  data: string,
  round: number,
  flags: readonly string[],
  lines: number,
): Promise<void> {
  const server = await Program.listening([`--data=${data}`, '--line-rate=0', '--history-on-join=0', ...flags]);
  const talkers: Talker[] = [];
  for (let each = 0; each < CLIENTS; each += 1) talkers.push(await Talker.connect(server.port)); // in the order of their numbers
  const talking = talkers.map((talker, each) => talker.talk(`r${round}c${each}`));
  await Promise.all(talkers.map((talker) => talker.receives(lines * 16)));
  server.kill('SIGKILL');
  await server.exit;
  await Promise.all(talking);

  const replay = replayOf(data).slice((round - 1) * CLIENTS);
  expect(replay).toHaveLength(CLIENTS);
  talkers.forEach(({ received }, each) => {
    expect(received).not.toContain('skipped'); // or the replay has more than was sent
    const whole = replay[each] ?? '';
    expect(whole.startsWith(received) ? received.length : whole).toBe(received.length);
  });
}

/** A client that keeps what it receives as it comes: putting it together each time would take longer than the server. */
class Talker {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private readonly client: LineClient;

  private constructor(port: number) {
    const onBytes = (bytes: Buffer): void => {
      this.chunks.push(bytes);
      this.size += bytes.length;
    };
    this.client = new LineClient({ host: '127.0.0.1', port }, { onBytes });
  }

  /** Connects, and waits for the prompt. */
  static async connect(port: number): Promise<Talker> {
    const talker = new Talker(port);
    await talker.client.opened();
    await talker.receives(0);
    return talker;
  }

  get received(): string {
    return Buffer.concat(this.chunks).toString();
  }

  async receives(bytes: number): Promise<void> {
    await this.client.until(
      () => this.size > bytes,
      () => `${bytes} bytes`,
    );
  }

  /** Says lines until the connection is over. */
  async talk(name: string): Promise<void> {
    this.client.send(name);
    for (let burst = 0; !this.client.isOver; burst += 1) {
      const lines = Array.from({ length: BURST }, (_, index) => `line ${burst * BURST + index}\n`);
      await this.client.written(lines.join(''));
    }
    await this.client.closed;
  }
}
