// Listens, and has one server after the other serve the socket, as a service manager does: each has it as descriptor 3. This process
// accepts nothing itself, since it stands still while one of them runs. Arguments: the program of the server, and its flags.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

const RUNS = 2;
const server = createServer().listen(0, '127.0.0.1', () => {
  const { fd } = server._handle;
  console.error(`holds port ${server.address().port}`);
  for (let run = 0; run < RUNS; run += 1) {
    spawnSync(
      'sh',
      ['-c', 'echo "runs as $$" >&2; LISTEN_PID=$$ exec "$0" "$@"', process.execPath, ...process.argv.slice(2)],
      {
        env: { ...process.env, LISTEN_FDS: '1', LISTEN_FDNAMES: 'chat' },
        stdio: ['ignore', 'inherit', 'inherit', fd],
      },
    );
  }
  process.exit();
});
