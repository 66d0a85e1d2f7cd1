import { createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * The bound: the least that a server on Node can do that writes to a whole room at once, to measure against.
 *
 * Every line that is read in one turn of the event loop is framed once, into a buffer that all clients share, and each
 * client gets one write of it a turn. No names beyond the first line, no commands, no checks, no metrics, no bounded
 * buffers: a client that does not read misses what does not fit. It says what such a chat server could reach if all that
 * makes it one were free; it is none. A server that tells a room in rounds can be above it, since what comes in the middle
 * of a round costs it fewer writes.
 */
interface Member {
  readonly socket: Socket;
  name: string | undefined;
  rest: string;
}

const members: Member[] = [];
let turn = '';

function flush(): void {
  const bytes = Buffer.from(turn, 'latin1');
  turn = '';
  for (const { socket } of members) if (socket.writableLength === 0) socket.write(bytes);
}

function say(text: string): void {
  if (turn === '') setImmediate(flush);
  turn += text;
}

const server = createServer({ noDelay: true }, (socket) => {
  const member: Member = { socket, name: undefined, rest: '' };
  socket.write('Enter username:\n');
  socket.on('data', (bytes) => {
    const lines = (member.rest + bytes.toString('latin1')).split('\n');
    member.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (member.name !== undefined) say(`${member.name}: ${line}\n`);
      else {
        member.name = line;
        socket.write('OK\n');
        members.push(member);
        say(`SYSTEM: ${line} joined\n`);
      }
    }
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    const index = members.indexOf(member);
    const last = index < 0 ? undefined : members.pop();
    if (last && last !== member) members[index] = last;
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  const { address, port } = server.address() as AddressInfo;
  process.stderr.write(`chat is on ${address}:${port}; connect with: nc ${address} ${port}\n`);
});
