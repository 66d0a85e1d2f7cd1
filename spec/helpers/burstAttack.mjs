// Many clients of one address that each send a burst of short lines into the lobby, all at once, and read what they get.
// Started with the port, the number of clients and the number of lines; says `ready` when all are in the lobby, begins at a
// line on its input, and says `done` when all has been sent.
import { once } from 'node:events';
import { connect } from 'node:net';
import { stdin, stdout } from 'node:process';

const [port, clients, lines] = process.argv.slice(2).map(Number);

const sockets = [];
for (let index = 0; index < clients; index += 1) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined); // some are cut at the end
  sockets.push(socket);
  await once(socket, 'connect');
  const named = new Promise((resolve) => {
    const look = (bytes) => {
      if (!bytes.includes('OK\n')) return;
      socket.off('data', look);
      socket.resume();
      resolve();
    };
    socket.on('data', look);
  });
  socket.write(`burst${index}\n`);
  await named;
}
stdout.write('ready\n');
await once(stdin, 'data');
const burst = 'x\n'.repeat(lines);
for (const socket of sockets) socket.write(burst);
stdout.write('done\n');
await once(stdin, 'end');
for (const socket of sockets) socket.destroy();
