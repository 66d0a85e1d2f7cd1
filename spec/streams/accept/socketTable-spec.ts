import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../testkit/eventually';
import { type KernelSocket, readSocketTable, socketKey } from '../../../src/streams/accept/socketTable';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (places: string, queues: string, timer: string, repeated: string, probes: number): string =>
  `   7: ${places} 01 ${queues} ${timer}:00000002 ${repeated}     0        ${probes} 26283 2 0000000000000000 20 4 0 10 -1\n`;

let folder: string;
let tables = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxchat-sockets-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const table = (...rows: readonly string[]): string => {
  const path = join(folder, `tcp${(tables += 1)}`);
  writeFileSync(path, HEAD + rows.join(''));
  return path;
};

const all = async (...paths: readonly string[]): Promise<Record<string, KernelSocket> | undefined> => {
  const found = await readSocketTable(() => true, paths);
  return found && Object.fromEntries(found);
};

describe('the table of sockets', () => {
  const HERE = '0100007F:1388 0100007F:9C42';
  const THERE = '0000000000000000FFFF00000100007F:1388 0000000000000000FFFF00000200000A:9C43';

  it('says what a peer has not acknowledged, and how often it has not answered', async () => {
    const tcp = table(row(HERE, '00000010:000000FF', '01', '00000003', 0));
    const tcp6 = table(row(THERE, '00000000:00000000', '02', '00000000', 2));
    expect(await all(tcp, tcp6)).toEqual({
      [HERE]: { sendQueue: 16, unanswered: 3 },
      [THERE]: { sendQueue: 0, unanswered: 2 },
    });
  });

  it('is read in pieces, of which none loses a row', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => {
      const port = (10_000 + index).toString(16).toUpperCase();
      return row(`0100007F:1388 0100007F:${port}`, '00000001:00000000', '01', '00000000', 0);
    });
    expect(Object.keys((await all(table(...rows))) ?? {}).length).toBe(3000);
  });

  it('gives only what is wanted', async () => {
    const path = table(
      row(HERE, '00000010:00000000', '01', '00000003', 0),
      row(THERE, '00000010:00000000', '00', '00000000', 0),
    );
    const found = await readSocketTable((_, { unanswered }) => unanswered > 0, [path]);
    expect([...(found ?? [])].map(([key]) => key)).toEqual([HERE]);
  });

  it('is unknown where there is none, and lacks only what is missing', async () => {
    expect(await all('/no/such/file')).toBeUndefined();
    expect(await all('/no/such/file', table())).toEqual({});
  });
});

describe('the key of a socket', () => {
  it.each([
    ['127.0.0.1', '10.0.0.2', '0100007F:1388 0200000A:9C40'],
    ['::1', '2001:db8::ff00:42:8329', '00000000000000000000000001000000:1388 B80D01200000000000FF000029834200:9C40'],
    [
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.2',
      '0000000000000000FFFF00000100007F:1388 0000000000000000FFFF00000200000A:9C40',
    ],
    ['fe80::1%eth0', '1:2:3:4:5:6:7:8', '000080FE000000000000000001000000:1388 02000100040003000600050008000700:9C40'],
  ])('of %s and %s is what a machine of little endian writes', (localAddress, remoteAddress, key) => {
    expect(socketKey({ localAddress, localPort: 5000, remoteAddress, remotePort: 40_000 }, 'LE')).toBe(key);
  });

  it('is the plain order of bytes on a machine of big endian', () => {
    const addresses = { localAddress: '127.0.0.1', localPort: 80, remoteAddress: '10.0.0.2', remotePort: 1 };
    expect(socketKey(addresses, 'BE')).toBe('7F000001:0050 0A000002:0001');
  });

  it('is unknown of a socket that is closed', () => {
    expect(socketKey({})).toBeUndefined();
  });
});

describe('the table of this machine', () => {
  let server: Server;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it.each(['127.0.0.1', '::'])('has the send queue of a peer that does not read, on a server at %s', async (host) => {
    server = createServer().listen({ host, port: 0 });
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    client.pause();
    const [socket] = await accepted;
    sockets.push(client, socket);
    const key = socketKey(socket);
    const table = async (): Promise<ReadonlyMap<string, KernelSocket> | undefined> =>
      readSocketTable((each) => each === key);
    if (platform() !== 'linux') {
      expect(await table()).toBeUndefined();
      return;
    }
    const queueIs = (holds: (bytes: number) => boolean): Promise<unknown> =>
      eventually(
        async () => Array.from((await table())?.values() ?? []).some(({ sendQueue }) => holds(sendQueue)),
        () => `the send queue of ${key} is not as expected`,
      );
    await queueIs((bytes) => bytes === 0);
    for (let count = 0; count < 100 && socket.writableLength === 0; count += 1) socket.write(Buffer.alloc(1 << 20));
    await queueIs((bytes) => bytes > 0);
    client.resume();
    await queueIs((bytes) => bytes === 0);
  });
});
