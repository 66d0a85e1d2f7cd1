import fc from 'fast-check';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Settings } from '../../../src/config/settings';
import { ByteQueue } from '../../../testkit/byteQueue';
import { Condition } from '../../../testkit/condition';
import { within } from '../../../testkit/within';
import { issue, type Issued } from '../../../testkit/certificates';
import { headerOf } from '../../helpers/proxyHeaders';
import { TestServer } from '../../helpers/testServer';

const folder = mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? tmpdir(), 'tls-'));
const root = issue('Root', { isIssuer: true });
const between = issue('Between', { issuer: root, isIssuer: true });
const own = issue('chat.example.org', { issuer: between });

let files = 0;
/** Writes the chain and the key of a certificate to a file. */
function pem(name: string, issued: Issued): string {
  writeFileSync(name, `${issued.keyPem}${issued.cert}${between.cert}`);
  return name;
}
const newFile = (): string => join(folder, `${(files += 1)}.pem`);

const withTls = (changes: Partial<Settings> = {}, cert = pem(newFile(), own)): Promise<TestServer> =>
  TestServer.start({ tlsCert: cert, greetingDelay: 50, ...changes });

const open = new Set<TLSSocket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

/** A client that speaks TLS, and trusts the root. */
class TlsClient {
  private readonly kept = new ByteQueue();
  private readonly condition = new Condition();
  hasEnded = false;
  error: Error | undefined;
  readonly socket: TLSSocket;

  constructor(port: number, options: ConnectionOptions = {}) {
    this.socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: root.cert, ...options });
    open.add(this.socket);
    this.socket.on('data', (bytes: Buffer) => {
      this.kept.add(bytes);
      this.condition.changed();
    });
    this.socket.on('error', (error: Error) => (this.error = error));
    for (const event of ['end', 'close', 'secureConnect'] as const)
      this.socket.on(event, () => {
        this.hasEnded ||= event !== 'secureConnect';
        this.condition.changed();
      });
  }

  async secured(): Promise<this> {
    await this.condition.until(
      () => this.socket.getProtocol() !== null && this.socket.authorized,
      () => 'a handshake',
    );
    return this;
  }

  send(...lines: readonly string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''));
  }

  async gets(...lines: readonly string[]): Promise<void> {
    const wanted = lines.map((line) => `${line}\n`).join('');
    const isThere = (): boolean => this.kept.size >= wanted.length || this.hasEnded;
    await this.condition.until(isThere, () => `${wanted}, with ${this.kept.bytes.toString()}`);
    expect(this.kept.take(wanted.length).toString()).toBe(wanted);
  }

  async ends(): Promise<void> {
    await this.condition.until(
      () => this.hasEnded,
      () => 'the end',
    );
    expect(this.kept.bytes.toString()).toBe('');
  }
}

/** The first bytes of a client that speaks TLS: its hello. */
const firstBytes = (): Promise<Buffer> =>
  new Promise((resolve) => {
    open.add(connect({ socket: new Duplex({ read: () => undefined, write: resolve }), servername: 'localhost' }));
  });

/** Waits for so many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: the same conversation, on the same port as plain text',
    async (version) => {
      const server = await withTls();
      const alice = await new TlsClient(server.port, { minVersion: version, maxVersion: version }).secured();
      expect(alice.socket.getProtocol()).toBe(version);
      await alice.gets('Enter username:');
      alice.send('alice');
      await alice.gets('OK', 'SYSTEM: alice joined');
      const bob = await server.named('bob');
      await alice.gets('SYSTEM: bob joined');
      alice.send('hello', 'again');
      await bob.gets('alice: hello', 'alice: again');
      await alice.gets('alice: hello', 'alice: again');
      bob.send('hi');
      await alice.gets('bob: hi');
      alice.send('/exit');
      await alice.gets('Bye');
      await alice.ends();
      await bob.gets('bob: hi', 'SYSTEM: alice left');
      await server.until('chat_disconnections_total{reason="exit"}', (count) => count === 1);
      expect(server.log.find(({ event }) => event === 'left')).toMatchObject({
        reason: 'exit',
        remote_addr: '127.0.0.1',
      });
      expect(await server.metric('chat_tls_handshakes_total')).toBe(1);
    },
  );

  it('is recognized however it is cut, and a client may send its name with its handshake', async () => {
    const server = await withTls();
    const relay = connectTcp({ port: server.port, host: '127.0.0.1', noDelay: true });
    const bytewise = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _, done) => {
        for (const byte of bytes) relay.write(Buffer.of(byte));
        done();
      },
    });
    relay.on('data', (bytes: Buffer) => bytewise.push(bytes));
    const client = await new TlsClient(0, { socket: bytewise }).secured();
    client.send('alice');
    await client.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
    relay.destroy();
  });

  it('answers HTTP inside of it', async () => {
    const server = await withTls();
    const client = await new TlsClient(server.port).secured();
    client.socket.write('GET /chat HTTP/1.1\r\nHost: chat.example.org\r\n\r\n');
    await client.gets('HTTP/1.1 426 Upgrade Required\r');
  });

  it('ends all clients in good order when the server stops', async () => {
    const server = await withTls();
    const alice = await new TlsClient(server.port).secured();
    alice.send('alice');
    await alice.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
    await server.stop();
    await alice.gets('SYSTEM: server is shutting down');
    await alice.ends();
    expect(alice.error).toBeUndefined();
  });

  it('drops lines for a client that does not read, and says how many', async () => {
    const server = await withTls({ outboundLines: 10, lineRate: 0 });
    const slow = await new TlsClient(server.port).secured();
    slow.send('slow');
    await slow.gets('Enter username:', 'OK', 'SYSTEM: slow joined');
    slow.socket.pause();
    const talker = await server.connect();
    talker.send('talker');
    const text = 'x'.repeat(400);
    let sent = 0;
    while ((await server.metric('chat_lines_dropped_total')) === 0 && sent < 200_000) {
      talker.write(`${text}\n`.repeat(1000));
      sent += 1000;
    }
    slow.socket.resume();
    let all = '';
    slow.socket.on('data', (bytes: Buffer) => (all = (all + bytes.toString()).slice(-100_000)));
    await within(
      new Promise<void>((resolve) => {
        slow.socket.on('data', () => {
          if (all.includes('lines skipped, your connection is slow')) resolve();
        });
      }),
      () => 'a notice of skipped lines',
      30_000,
    );
  });

  it.each<[reason: string, options: ConnectionOptions]>([
    ['no_common_version', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
  ])('counts a handshake that fails, as %s, and makes no client of it', async (reason, options) => {
    const server = await withTls();
    const client = new TlsClient(server.port, options);
    await client.ends();
    expect(client.error).toBeDefined();
    await server.until(`chat_tls_handshake_failures_total{reason="${reason}"}`, (count) => count === 1);
    expect(await server.metric('chat_connections_total')).toBe(0);
    expect(await server.metric('chat_tls_handshakes_total')).toBe(0);
  });

  it('survives junk behind the start of a handshake, and a client that goes away within it', async () => {
    const server = await withTls();
    const junk = await server.connect();
    junk.write(Buffer.concat([Buffer.of(0x16, 3, 1, 0, 200), Buffer.alloc(300, 7)]));
    await junk.rest();
    const gone = await server.connect();
    gone.write(Buffer.of(0x16, 3, 1, 1));
    await server.until('chat_tls_handshake_failures_total{reason="protocol"}', (count) => count === 1);
    gone.resetAtOnce();
    await server.until('chat_tls_handshake_failures_total{reason="closed"}', (count) => count === 1);
    await server.named('alice');
  });

  it('begins one handshake a turn, even of those who begin first and complete their hellos at one moment', async () => {
    const server = await withTls();
    const hello = await firstBytes();
    const sockets = Array.from({ length: 40 }, () =>
      connectTcp({ port: server.port, host: '127.0.0.1', noDelay: true }),
    );
    for (const socket of sockets) socket.write(hello.subarray(0, 2));
    await turns(200); // all of them have been recognized
    for (const socket of sockets) socket.write(hello.subarray(2, -1));
    await turns(200);

    let answers = 0;
    const ofTurns: number[] = [];
    const all = sockets.map((socket) => once(socket, 'data').then(() => (answers += 1)));
    for (const socket of sockets) socket.write(hello.subarray(-1));
    while (ofTurns.length < 10_000 && answers < sockets.length) {
      const before = answers;
      await turns(1);
      ofTurns.push(answers - before);
    }
    await Promise.all(all);
    expect(Math.max(...ofTurns)).toBeLessThanOrEqual(3);
    for (const socket of sockets) socket.resetAndDestroy();
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: ends whoever sends what is no TLS behind the handshake',
    async (version) => {
      const server = await withTls();
      const bob = await server.named('bob');
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 5, maxLength: 300 }), async (bytes) => {
          const raw = connectTcp({ port: server.port, host: '127.0.0.1' });
          const client = new TlsClient(server.port, { socket: raw, minVersion: version, maxVersion: version });
          await client.secured();
          await client.gets('Enter username:');
          raw.write(Buffer.concat([Buffer.of(0x17, 3, 3, 0, bytes.length & 255), bytes]));
          await client.ends();
        }),
        { numRuns: 10 },
      );
      bob.send('hello');
      await bob.gets('bob: hello');
      await server.until('chat_disconnections_total{reason="wrong_protocol"}', (ended) => ended === 10);
      expect(await server.metric('chat_disconnections_total{reason="internal_error"}')).toBe(0);
    },
  );

  it('ends whoever asks for a handshake again, and makes none', async () => {
    const server = await withTls();
    const client = await new TlsClient(server.port, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }).secured();
    await client.gets('Enter username:');
    client.socket.renegotiate({}, () => undefined);
    await client.ends();
    await server.until('chat_disconnections_total{reason="wrong_protocol"}', (ended) => ended === 1);
  });

  it('closes a handshake that does not go on', async () => {
    const server = await withTls();
    const slow = await server.connect();
    slow.write(Buffer.of(0x16, 3, 1, 1));
    await within(slow.closed, () => 'the end of the handshake', 15_000);
    expect(await server.metric('chat_tls_handshake_failures_total{reason="timeout"}')).toBe(1);
  }, 20_000);

  it('counts handshakes against their address while they last', async () => {
    const server = await withTls({ limitLoopback: true, connectionsPerAddress: 1 });
    const slow = await server.connect();
    slow.write(Buffer.of(0x16, 3, 1, 1));
    const alice = await server.connect();
    await alice.gets('Enter username:');
    await (await server.connect()).getsEnd('ERR too_many_connections');
    await slow.cut();
  });

  it('has the address of its client behind a proxy that passes TLS on', async () => {
    const server = await withTls({ proxyFrom: '127.0.0.1' });
    const tcp = connectTcp({ port: server.port, host: '127.0.0.1' });
    tcp.write(headerOf('203.0.113.7', 4711));
    const client = await new TlsClient(0, { socket: tcp }).secured();
    await client.gets('Enter username:');
    expect(server.log.at(-1)).toMatchObject({ event: 'connected', remote_addr: '203.0.113.7' });
  });
});

describe('--plain', () => {
  const ONLY =
    'SYSTEM: this server takes connections with TLS only, such as: openssl s_client -quiet -connect HOST:PORT';

  it('refuse: whoever speaks or waits without TLS is told to use it', async () => {
    const server = await withTls({ plain: 'refuse' });
    await (await server.connect()).getsEnd(ONLY);
    const named = await server.connect();
    named.send('alice');
    await named.getsEnd(ONLY);
    const web = await server.connect();
    web.write('GET / HTTP/1.1\r\n\r\n');
    expect(await web.rest()).toMatch(
      /^HTTP\/1\.1 426 Upgrade Required\r\n[^]*\r\n\r\nthis server takes connections with TLS only, such as https:/,
    );
    await (await new TlsClient(server.port).secured()).gets('Enter username:');
    expect(await server.metric('chat_connections_total')).toBe(1);
  });

  it('refuse: the log has the first who is told so, and the metrics have all, by what they speak', async () => {
    const server = await withTls({ plain: 'refuse' });
    for (const bytes of [
      'alice\n',
      'GET / HTTP/1.1\r\n\r\n',
      'SSH-2.0-x\r\n',
      'PROXY TCP4 192.0.2.1 192.0.2.9 1 2\r\n',
    ]) {
      const client = await server.connect();
      client.write(bytes);
      await client.rest();
    }
    expect(server.log.filter(({ event }) => event === 'plain_refused')).toEqual([
      expect.objectContaining({ level: 'warn', remote_addr: '127.0.0.1', protocol: 'text', refused: 1 }),
    ]);
    for (const protocol of ['text', 'http', 'ssh', 'proxy'])
      expect(await server.metric(`chat_plain_refused_total{protocol="${protocol}"}`)).toBe(1);
    expect(await server.metric('chat_connections_total')).toBe(0);
  });

  it('loopback: from this machine all may', async () => {
    const server = await withTls({ plain: 'loopback' });
    await (await server.connect()).gets('Enter username:');
    const proxied = await withTls({ plain: 'loopback', proxyFrom: '127.0.0.1' });
    const other = await proxied.connect();
    other.write(headerOf('203.0.113.7', 4711));
    await other.getsEnd(ONLY);
  });

  it('needs a certificate', async () => {
    await expect(TestServer.start({ plain: 'refuse' })).rejects.toThrow(
      '--plain refuse needs TLS: --tls-cert and --tls-key',
    );
    await expect(TestServer.start({ tlsKey: 'key.pem' })).rejects.toThrow('--tls-key needs --tls-cert');
  });
});

describe('a new certificate', () => {
  it('is used from then on, while open connections go on; one that cannot be used is not', async () => {
    const file = pem(newFile(), own);
    const server = await withTls({}, file);
    const nameSeen = async (): Promise<string | undefined> =>
      (await new TlsClient(server.port).secured()).socket.getPeerX509Certificate()?.subject;
    const alice = await new TlsClient(server.port).secured();
    await alice.gets('Enter username:');
    expect(await nameSeen()).toBe('CN=chat.example.org');

    writeFileSync(file, 'nonsense');
    expect(() => server.reload()).toThrow(`--tls-cert: ${file} has no certificate in PEM`);
    expect(await nameSeen()).toBe('CN=chat.example.org');

    pem(file, issue('new.example.org', { issuer: between }));
    server.reload();
    expect(server.log.filter(({ event, level }) => event === 'tls_certificate' && level === 'info')).toHaveLength(2);
    expect(await nameSeen()).toBe('CN=new.example.org');
    alice.send('alice');
    await alice.gets('OK', 'SYSTEM: alice joined');
    const expiry = await server.metric('chat_tls_certificate_expiry_timestamp_seconds');
    expect(Math.abs(expiry - Date.now() / 1000 - 90 * 86_400)).toBeLessThan(86_400);
  });
});
