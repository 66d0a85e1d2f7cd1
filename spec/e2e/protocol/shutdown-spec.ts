import { TestServer } from '../../helpers/testServer';

describe('when the server stops', () => {
  it('everybody is told, after all that was queued for them, and then the stream ends', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    const nameless = await server.connect();
    await nameless.gets('Enter username:');
    const lines = Array.from({ length: 1000 }, (_, index) => `alice: ${String(index)}`);
    alice!.send(...lines.map((line) => line.slice('alice: '.length)));
    await alice!.gets(lines[0]!); // the others are on their way
    await server.stop();
    await alice!.getsEnd(...lines.slice(1), 'SYSTEM: server is shutting down');
    await bob!.getsEnd(...lines, 'SYSTEM: server is shutting down');
    await nameless.getsEnd('SYSTEM: server is shutting down');
  });

  it('nobody is told that the others leave', async () => {
    const server = await TestServer.start();
    const clients = await server.lobby('alice', 'bob', 'carol');
    await server.stop();
    for (const client of clients) await client.getsEnd('SYSTEM: server is shutting down');
  });

  it('nobody can connect any more', async () => {
    const server = await TestServer.start();
    await server.stop();
    await expect(server.connect()).rejects.toThrow(/ECONNREFUSED/);
  });
});
