import { connect } from 'node:net';
import type { Settings } from '../../../src/config/settings';
import { AWS_CHECK, headerOf, headerV2 } from '../../helpers/proxyHeaders';
import { TestServer } from '../../helpers/testServer';

const behindProxy = (changes: Partial<Settings> = {}): Promise<TestServer> =>
  TestServer.start({ proxyFrom: '127.0.0.1', greetingDelay: 50, ...changes });

const NO_HEADER = 'SYSTEM: the proxy of this server has to send a PROXY header, and did not';

describe('behind a proxy that is trusted', () => {
  it('a client has the address that the proxy says, in the log and for the limits', async () => {
    const server = await behindProxy({ connectionsPerAddress: 1 });
    const alice = await server.connect();
    alice.write(headerOf('203.0.113.1', 4711));
    await alice.gets('Enter username:');
    expect(server.log.at(-1)).toMatchObject({ event: 'connected', remote_addr: '203.0.113.1' });
    const second = await server.connect();
    second.write(headerOf('203.0.113.1', 4712));
    await second.getsEnd('ERR too_many_connections');
    const other = await server.connect();
    other.write(Buffer.concat([headerOf('203.0.113.2', 4713), Buffer.from('bob\n')]));
    await other.gets('Enter username:', 'OK', 'SYSTEM: bob joined');
  });

  it('a header is read however it is cut, with what follows in the same piece', async () => {
    const server = await behindProxy();
    const [alice, bob] = [await server.connect(), await server.connect()];
    await alice.writePieces(
      Array.from('PROXY TCP4 203.0.113.1 192.0.2.9 4711 5000\r\nalice\r\n', (c) => Buffer.from(c)),
    );
    await alice.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
    await bob.writePieces(Array.from(headerOf('203.0.113.2', 1), (byte) => Uint8Array.of(byte)));
    bob.send('bob');
    await bob.gets('Enter username:', 'OK', 'SYSTEM: bob joined');
    expect(await server.metric('chat_received_bytes_total')).toBe('alice\r\nbob\n'.length);
  });

  it('loopback is limited like any other address, since clients from anywhere come from there', async () => {
    const server = await behindProxy({ connectionsPerAddress: 1 });
    const [unix, other] = [await server.connect(), await server.connect()];
    for (const client of [unix, other]) client.write('PROXY UNKNOWN\r\nalice\n');
    await unix.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
    await other.getsEnd('ERR too_many_connections');
  });

  it('checks are neither logged nor counted, whether they send a header or nothing', async () => {
    const server = await behindProxy();
    const lines = server.log.length;
    const own = 'PROXY TCP4 127.0.0.1 127.0.0.1 4711 5000\r\n';
    for (const bytes of ['', 'PROXY UNKNOWN\r\n', own, AWS_CHECK, headerV2(0x20, 0, Buffer.alloc(0))]) {
      const check = await server.connect();
      check.write(bytes);
      check.hangUp();
      expect(await check.rest()).toBe('');
    }
    const reset = await server.connect();
    reset.resetAtOnce();
    const open = await server.connect(); // a check that waits for the server to end
    open.write(AWS_CHECK);
    expect(await open.rest()).toBe('');
    await server.until('chat_proxy_headers_total{result="check"}', (count) => count === 5);
    expect(await server.metric('chat_proxy_headers_total{result="unnamed"}')).toBe(2);
    expect(await server.metric('chat_connections_total')).toBe(0);
    expect(server.log).toHaveLength(lines);
  });

  it.each([
    ['a name', 'alice\nhello\n'],
    ['another protocol', 'SSH-2.0-x\r\n'],
    ['a cut header', 'PROXY TCP4 203.0.113.1'],
    ['a wrong header', 'PROXY TCP4 203.0.113.1 192.0.2.9 4711\r\nalice\n'],
  ])('a connection that begins with %s is closed, and the log says which proxy it was', async (_, bytes) => {
    const server = await behindProxy();
    const client = await server.connect();
    client.write(bytes);
    client.hangUp();
    await client.getsEnd(NO_HEADER);
    expect(server.log.at(-1)).toMatchObject({
      event: 'proxy_header',
      level: 'warn',
      message:
        '127.0.0.1, which --proxy-from trusts, sent something else than a PROXY header: its connection is closed, 1 so far',
    });
    expect(await server.metric('chat_connections_total')).toBe(0);
    expect(await server.metric('chat_proxy_headers_total{result="invalid"}')).toBe(1);
  });

  it('a connection without a header is closed after three seconds', async () => {
    const server = await behindProxy();
    const started = performance.now();
    const silent = await server.connect();
    await silent.getsEnd(NO_HEADER);
    expect(performance.now() - started).toBeGreaterThan(2900);
    expect(await server.metric('chat_proxy_headers_total{result="late"}')).toBe(1);
  });
});

it('a proxy that is not trusted is refused, and its header believed by nobody', async () => {
  const server = await TestServer.start({ proxyFrom: '192.0.2.0/24', greetingDelay: 50 });
  const client = await server.connect();
  client.write('PROXY TCP4 203.0.113.1 192.0.2.9 4711 5000\r\nalice\r\n');
  expect(await client.rest()).toContain('without the PROXY protocol');
  expect(server.log.at(-1)).toMatchObject({ remote_addr: '127.0.0.1', reason: 'proxy' });
  const alice = await server.named('alice');
  alice.send('/exit');
  await alice.getsEnd('Bye');
});

it('nothing of a connection from a proxy is left when the server stops', async () => {
  const server = await behindProxy({ drainTimeout: 100 });
  const silent = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  silent.on('error', () => undefined);
  await server.stop();
  silent.destroy();
});
