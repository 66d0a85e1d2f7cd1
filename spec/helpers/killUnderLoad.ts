import { Client } from './client';
import { Program } from './program';
import { replayOf } from './replayOf';

/** How many lines each client says in a piece. */
const BURST = 50;

/**
 * Lets clients talk as fast as they can, kills the server in the middle of it, and compares what each has received with a
 * replay: it is the begin of that, to the byte.
 *
 * @param data the folder, which may have other runs in it
 * @param round the number of this one
 * @param flags of the server
 * @param lines how many lines are to have been received before it is killed
 */
export async function killUnderLoad(
  data: string,
  round: number,
  flags: readonly string[],
  lines: number,
): Promise<void> {
  const before = replayOf(data).length;
  const server = await Program.listening([`--data=${data}`, '--line-rate=0', '--history-on-join=0', ...flags]);
  const clients: Client[] = [];
  for (let each = 0; each < 4; each += 1) {
    const client = await Client.connect(server.port);
    await client.until(
      () => client.bytes.length > 0,
      () => 'the prompt',
    ); // so they are numbered in this order
    clients.push(client);
  }
  clients.forEach((client, each) => {
    client.send(`r${round}c${each}`);
  });
  const talking = clients.map(async (client) => {
    for (let burst = 0; !client.isOver; burst += 1)
      await client.written(Array.from({ length: BURST }, (_, index) => `line ${burst * BURST + index}\n`).join(''));
  });
  const first = clients[0]!;
  await first.until(
    () => first.bytes.length > lines * 16,
    () => `${lines} lines`,
  );
  server.kill('SIGKILL');
  await server.exit;
  const received = await Promise.all(clients.map((client) => client.rest()));
  await Promise.all(talking);

  const replay = replayOf(data).slice(before);
  expect(replay).toHaveLength(clients.length);
  received.forEach((text, each) => {
    expect(text).not.toContain('skipped'); // or the replay has more than was sent
    const whole = replay[each] ?? '';
    expect(whole.startsWith(text) ? text.length : whole).toBe(text.length);
  });
}
