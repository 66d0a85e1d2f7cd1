import { TestServer } from '../../helpers/testServer';

/** Longer than a spec waits, so that whoever is prompted was not prompted because of the silence. */
const FOREVER = 3_600_000;

describe('what a client sends first', () => {
  it('is not waited for longer than the greeting delay: then the client is asked for a name', async () => {
    const server = await TestServer.start({ greetingDelay: 100 });
    const started = performance.now();
    const alice = await server.connect();
    await alice.gets('Enter username:');
    expect(performance.now() - started).toBeGreaterThan(99);
    alice.send('alice');
    await alice.gets('OK', 'SYSTEM: alice joined');
  });

  it('is a name in most cases, and then nothing is waited for', async () => {
    const server = await TestServer.start({ greetingDelay: FOREVER });
    for (const name of ['alice', 'BOB', 'GET', 'SSH']) {
      const client = await server.connect();
      client.send(name);
      await client.gets('Enter username:', 'OK', `SYSTEM: ${name} joined`);
      await client.cut();
      await server.until('chat_named_clients', (count) => count === 0);
    }
  });

  it('is telnet negotiation, and the prompt comes with the answer', async () => {
    const server = await TestServer.start({ greetingDelay: FOREVER });
    const client = await server.connect();
    client.write(Uint8Array.of(255, 241)); // IAC NOP
    await client.gets('Enter username:');
  });

  it('never is an HTTP request that becomes a line of chat, whenever its pieces come', async () => {
    const server = await TestServer.start({ greetingDelay: 50 });
    const form = await server.connect();
    form.write('GE');
    await form.gets('Enter username:');
    form.write('T / HT');
    form.write('TP/1.1\r\nmallory\r\nbuy now\r\n');
    await form.gets(
      'HTTP/1.1 400 this port is a chat server for plain text lines, not a web server: connect with nc or telnet',
    );
    expect(await server.metric('chat_messages_total{type="register"}')).toBe(0);
  });

  it('is nothing of a client that ends its side or is gone: both are counted, and their places are free again', async () => {
    const server = await TestServer.start({ greetingDelay: FOREVER });
    const [quiet, gone, half] = [await server.connect(), await server.connect(), await server.connect()];
    quiet.hangUp();
    gone.resetAtOnce();
    half.write('AL');
    half.hangUp();
    await quiet.getsEnd('Enter username:');
    await half.getsEnd('Enter username:', 'OK', 'SYSTEM: AL joined');
    await server.until('chat_connections_total', (count) => count === 3);
    await server.until('chat_connected_clients', (count) => count === 0);
    await server.until('chat_disconnections_total{reason="reset"}', (count) => count === 1);
  });

  it('is limited for each address before it is known what it is: whoever is beyond is asked for a name at once', async () => {
    const server = await TestServer.start({ greetingDelay: FOREVER, limitLoopback: true, connectionsPerAddress: 1 });
    const silent = await server.connect();
    const alice = await server.connect();
    await alice.gets('Enter username:');
    await (await server.connect()).getsEnd('ERR too_many_connections');
    silent.send('bob');
    await silent.getsEnd('ERR too_many_connections');
  });

  it('is not waited for by a server that stops, for longer than the delay', async () => {
    const server = await TestServer.start({ greetingDelay: 100 });
    const silent = await server.connect();
    const stopped = server.stop();
    await silent.getsEnd('SYSTEM: server is shutting down');
    await stopped;
  });
});
