import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../testkit/eventually';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';
import { segmentName } from '../../src/streams/journal/segments';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { emptyFolder } from '../helpers/journalFolder';
import { Program } from '../helpers/program';
import { replayOf } from '../helpers/replayOf';

/** Runs the rest of its command line with a disk of 256 KiB in the place of a folder. */
const WITH_SMALL_DISK = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@"'] as const;

// A machine without it would show nothing about it, so this spec fails there instead of being passed over.
beforeAll(() => {
  const [command, ...args] = WITH_SMALL_DISK;
  const { status } = spawnSync(command, [...args, emptyFolder(), 'true']);
  if (status !== 0) throw new Error('this spec needs unshare of util-linux, and the right to make user namespaces');
  build();
});
afterEach(() => Client.cutAll());

/** A number of the metrics as it comes to be. */
const until = async (server: Program, series: string, wanted: number): Promise<void> => {
  await eventually(
    async () => (await server.metric(series)) === wanted,
    () => `${series} is not ${wanted}`,
  );
};

it.each(['written', 'synced'])(
  'a full disk is waited for, and nothing that was shown is lost (%s)',
  async (durability) => {
    const data = emptyFolder();
    const [command, ...args] = [...WITH_SMALL_DISK, data, process.execPath, join(build(), 'server.js')];
    const flags = [...ON_FREE_PORTS, '--log-format=json', `--data=${data}`, `--durability=${durability}`];
    const server = new Program(command, [...args, ...flags, '--line-rate=0', '--history-on-join=0']);
    await server.listens();
    const disk = `/proc/${server.pid}/root${data}`; // as the server sees it

    const alice = await Client.named('alice', server.port);
    writeFileSync(join(disk, 'others'), ''); // that of others fills up
    try {
      writeFileSync(join(disk, 'others'), Buffer.alloc(1024 * 1024));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
    const LINES = 400; // more than the rest of a page
    const lines = Array.from({ length: LINES }, (_, index) => `line ${index}`);
    alice.send(...lines);
    await until(server, 'chat_journal_full', 1);
    const shown = alice.bytes.toString();
    expect(shown).not.toContain(`line ${LINES - 1}\n`);
    const copy = emptyFolder();
    for (const name of ['journal', segmentName(1)]) writeFileSync(join(copy, name), readFileSync(join(disk, name)));
    const kept = replayOf(copy)[0] ?? '';
    expect(kept.endsWith(shown)).toBe(true); // what was shown is on the disk, and the prompt and the name before it

    rmSync(join(disk, 'others'));
    await alice.gets(...lines.map((line) => `alice: ${line}`));
    await until(server, 'chat_journal_full', 0);
    const messages = server.log.map(({ message }) => String(message));
    expect(messages).toContain(
      `the disk of ${data} is full: nothing is read from clients, and nothing is sent, until there is room`,
    );
    expect(messages).toContain(`there is room again on the disk of ${data}: the chat goes on, and nothing is lost`);
    server.kill('SIGTERM');
    expect((await server.exit).code).toBe(0);
  },
);
