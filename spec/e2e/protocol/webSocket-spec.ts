import { connect } from 'node:net';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../../src/streams/accept/frameReader';
import { issue } from '../../../testkit/certificates';
import { clientFrame } from '../../helpers/clientFrame';
import type { Client } from '../../helpers/client';
import { inPieces } from '../../helpers/cuts';
import { pemFile } from '../../helpers/pemFile';
import { headerOf } from '../../helpers/proxyHeaders';
import { TestServer } from '../../helpers/testServer';
import { WebClient } from '../../helpers/webClient';

/** Long enough that no handshake comes after the prompt, however busy the machine is. */
const started = (changes: Parameters<typeof TestServer.start>[0] = {}): Promise<TestServer> =>
  TestServer.start({ greetingDelay: 10_000, ...changes });

const HANDSHAKE = [
  'GET /chat HTTP/1.1',
  'Host: localhost',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** A client that writes frames byte by byte if it likes; the answer to its handshake has come. */
async function rawSocket(server: TestServer): Promise<Client> {
  const client = await server.connect();
  client.write(HANDSHAKE);
  await client.linesUntil((line) => line === '\r');
  return client;
}

/** A frame of the server with a short text. */
const framed = (text: string): Buffer => Buffer.concat([Buffer.of(0x81, Buffer.byteLength(text)), Buffer.from(text)]);

describe('a WebSocket', () => {
  it('is a client in the same room as one with nc, in JSON', async () => {
    const server = await started();
    const alice = await server.named('alice');
    const bob = await WebClient.open(server.port);
    expect(bob.socket.protocol).toBe('rxchat.json');
    expect(await bob.gets('hello')).toMatch(/^\{"type":"hello","server":"rxchat"/);
    expect(await bob.gets('prompt')).toBe('{"type":"prompt"}');
    bob.send('bob', 'one\ntwo', '/me waves');
    await alice.gets('SYSTEM: bob joined', 'bob: one', 'bob: two', '* bob waves');
    alice.send('hello bob', '/w bob psst');
    await alice.gets('alice: hello bob', 'WHISPER to bob: psst');
    expect(JSON.parse(await bob.gets('hello bob'))).toMatchObject({ type: 'said', from: 'alice', room: 'lobby' });
    expect(JSON.parse(await bob.gets('psst'))).toMatchObject({ type: 'whispered', from: 'alice' });
  });

  it.each([[['rxchat.text']], [[]]])('speaks text with the subprotocols %j', async (protocols) => {
    const server = await started();
    const bob = await WebClient.open(server.port, { protocols });
    expect(bob.socket.protocol).toBe(protocols[0] ?? '');
    await bob.gets('Enter username:');
    bob.send('bob', 'hi');
    await bob.gets('bob: hi');
  });

  it('sends many lines in one message, without a newline behind the last one', async () => {
    const server = await started();
    const bob = await WebClient.open(server.port, { protocols: ['rxchat.text'] });
    const messages: string[] = [];
    bob.socket.on('message', (data: Buffer) => messages.push(data.toString()));
    bob.send('bob', '/help');
    await bob.gets('//TEXT');
    const help = messages.find((message) => message.includes('HELP'));
    expect(help?.split('\n').length).toBeGreaterThan(5);
    expect(help?.endsWith('\n')).toBe(false);
  });

  it('takes nothing for telnet, for another protocol or for the end of a line by CR LF', async () => {
    const server = await started();
    const alice = await server.named('alice');
    const bob = await WebClient.open(server.port);
    bob.send('GET / HTTP/1.1');
    expect(await bob.gets('refused')).toContain('username_invalid');
    bob.send('bob', 'SSH-2.0-x', 'ÿý\x01ÿý\x18');
    await alice.gets('SYSTEM: bob joined', 'bob: SSH-2.0-x', 'bob: ÿý\\x01ÿý\\x18');
    alice.send('hi');
    expect(await bob.gets('alice')).not.toContain('\r');
  });

  it('takes the handshake and frames however they are cut', async () => {
    const server = await started({ registrationTimeout: 0 });
    const frames = [
      clientFrame('text', 'c', { isLast: false }),
      clientFrame('ping', 'p'),
      clientFrame('continuation', 'arol'),
    ];
    const bytes = Buffer.concat([Buffer.from(HANDSHAKE), ...frames, clientFrame('text', 'h€llo')]);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length - 1), { maxLength: 12 }), async (cuts) => {
        const carol = await server.connect();
        await carol.writePieces(inPieces(bytes, cuts));
        await carol.until(
          () => carol.bytes.includes('carol: h€llo'),
          () => 'carol: h€llo',
        );
        expect(carol.bytes.includes(Buffer.from('\x8a\x01p', 'latin1'))).toBe(true);
        await carol.cut();
        await server.until('chat_named_clients', (count) => count === 0);
      }),
      { numRuns: 30, examples: [[Array.from(bytes.keys())]] },
    );
  });

  it('answers the last of many pings, and pays for all of them', async () => {
    const server = await started({ lineBurst: 10, lineRate: 1 });
    const bob = await rawSocket(server);
    bob.write(Buffer.concat([...Array<Buffer>(3).fill(clientFrame('ping', 'x')), clientFrame('ping', 'last')]));
    await bob.until(
      () => bob.bytes.includes('last'),
      () => 'a pong',
    );
    expect(bob.bytes.toString('latin1')).toContain('\x8a\x04last');
    bob.write(Buffer.concat(Array<Buffer>(1000).fill(clientFrame('ping', ''))));
    await bob.until(
      () => bob.bytes.includes('ERR rate_limited'),
      () => 'a refusal',
    );
  });

  it('misses lines when it does not read, and is told how many where they are missing', async () => {
    const server = await started({ lineRate: 0, outboundLines: 100 });
    const alice = await server.named('alice');
    const bob = await WebClient.named(server.port, 'bob');
    await alice.gets('SYSTEM: bob joined');
    bob.socket.pause();
    const text = 'x'.repeat(500);
    for (let count = 0; (await server.metric('chat_lines_dropped_total')) < 100; count += 200) {
      if (count > 100_000) throw new Error('the network keeps 50 MB for somebody who does not read');
      const lines = Array.from({ length: 200 }, (_, index) => `${count + index} ${text}`);
      alice.send(...lines);
      await alice.gets(...lines.map((line) => `alice: ${line}`));
    }
    bob.socket.resume();
    const skipped = JSON.parse(await bob.gets('"skipped"')) as { lines: number };
    expect(skipped.lines).toBe(await server.metric('chat_lines_dropped_total'));
    alice.send('after');
    await bob.gets('after');
  });

  it('works over TLS', async () => {
    const own = issue('localhost');
    const server = await started({ tlsCert: pemFile(own) });
    const alice = await server.named('alice');
    const bob = await WebClient.named(server.port, 'bob', { scheme: 'wss', ca: own.cert });
    await alice.gets('SYSTEM: bob joined');
    alice.send('hi');
    await bob.gets('"text":"hi"');
    await server.stop();
    expect(await bob.ends()).toBe('1001 shutdown');
  });
});

describe('a WebSocket ends', () => {
  it.each([
    ['by /exit', {}, 'exit', '1000 exit'],
    ['without a name', { registrationTimeout: 100 }, '', '1008 registration_timeout'],
    ['in silence', { idleTimeout: 100 }, 'bob', '1008 idle_timeout'],
  ])('%s', async (_, changes, line, closing) => {
    const server = await started(changes);
    const bob = await WebClient.open(server.port);
    if (line === 'exit') bob.send('bob', '/exit');
    else if (line !== '') bob.send(line);
    expect(JSON.parse(await bob.gets('"end"'))).toEqual({ type: 'end', reason: closing.split(' ')[1] });
    expect(await bob.ends()).toBe(closing);
  });

  it.each([
    ['is full', { connections: 1 }, '1013 server_full'],
    ['has enough of its address', { connectionsPerAddress: 1, limitLoopback: true }, '1008 too_many_connections'],
  ])('when the server %s', async (_, changes, closing) => {
    const server = await started(changes);
    await server.named('alice');
    expect(await (await WebClient.open(server.port)).ends()).toBe(closing);
  });

  it('when the server stops, after all that was queued for it', async () => {
    const server = await started();
    const alice = await server.named('alice');
    const bob = await WebClient.named(server.port, 'bob');
    const unnamed = await WebClient.open(server.port);
    await unnamed.gets('prompt');
    const lines = Array.from({ length: 1000 }, (_, index) => String(index));
    alice.send(...lines);
    await alice.gets('SYSTEM: bob joined', 'alice: 0');
    await server.stop();
    expect(await bob.ends()).toBe('1001 shutdown');
    const said = bob.lines.map((line) => JSON.parse(line) as { type: string; text?: string });
    expect(said.filter(({ type }) => type === 'said').map(({ text }) => text)).toEqual(lines);
    expect(said.at(-1)).toEqual({ type: 'end', reason: 'shutdown' });
    expect(await unnamed.ends()).toBe('1001 shutdown');
  });

  it('when the server restarts: with the code that says so', async () => {
    const server = await TestServer.start({ lameDuck: 1 });
    const bob = await WebClient.named(server.port, 'bob');
    await server.stop();
    expect(await bob.ends()).toBe('1012 restarting');
    expect(JSON.parse(bob.lines.at(-1)!)).toEqual({ type: 'end', reason: 'restarting' });
  });

  it('when its client closes it, or is gone', async () => {
    const server = await started();
    const alice = await server.named('alice');
    const bob = await WebClient.named(server.port, 'bob');
    bob.socket.close(4000, 'enough');
    expect(await bob.ends()).toBe('1000 end');
    const carol = await WebClient.named(server.port, 'carol');
    carol.socket.terminate();
    await alice.gets('SYSTEM: bob joined', 'SYSTEM: bob left', 'SYSTEM: carol joined', 'SYSTEM: carol left');
    await server.until('chat_connected_clients', (count) => count === 1);
    expect(await server.metric('chat_disconnections_total{reason="end"}')).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['a binary message', clientFrame('binary', 'hi'), '\x88\x08\x03\xebbinary'],
    ['what is not UTF-8', clientFrame('text', Uint8Array.of(0xff)), '\x88\x0e\x03\xefinvalid_utf8'],
    ['what is no frame', clientFrame('text', 'hi', { mask: undefined }), '\x88\x0d\x03\xeanot_a_frame'],
    [
      'a frame without an end',
      clientFrame('text', 'x'.repeat(MAX_MESSAGE_BYTES + 1)).subarray(0, 20),
      '\x88\x12\x03\xf1message_too_long',
    ],
    [
      'a bomb of fragments',
      Buffer.concat([
        clientFrame('text', '', { isLast: false }),
        ...Array<Buffer>(300).fill(clientFrame('continuation', '', { isLast: false })),
      ]),
      '\x88\x14\x03\xf0too_many_fragments',
    ],
  ])('after %s, with a code that says so, and others go on', async (_, bytes, closing) => {
    const server = await started();
    const alice = await server.named('alice');
    const bob = await rawSocket(server);
    bob.write(Buffer.concat([clientFrame('text', 'bob'), bytes, clientFrame('text', 'not heard')]));
    await bob.until(
      () => bob.isOver,
      () => 'the end',
    );
    expect(bob.bytes.toString('latin1').endsWith(closing)).toBe(true);
    await alice.gets('SYSTEM: bob joined', 'SYSTEM: bob left');
    await server.until('chat_disconnections_total{reason="wrong_protocol"}', (count) => count === 1);
  });
});

describe('a handshake', () => {
  it.each([
    [
      'of another site',
      { origin: 'https://evil.example' },
      '403 pages of https://evil.example may not use this server',
      'origin',
    ],
    [
      'of a name that leads here',
      { origin: 'http://evil.example', host: 'evil.example' },
      '421 this server does not know that it is called evil.example',
      'host',
    ],
    [
      'with another subprotocol',
      { protocols: ['mqtt'] },
      '400 that is no handshake of a WebSocket: the subprotocols are',
      'malformed',
    ],
  ])(
    '%s is refused, with a sentence',
    async (_, { host, ...options }: { host?: string; origin?: string; protocols?: string[] }, says, result) => {
      const server = await started();
      const client = new WebClient(server.port, { ...options, ...(host !== undefined && { headers: { host } }) });
      expect(await client.refused()).toContain(says);
      expect(await server.metric(`chat_websocket_handshakes_total{result="${result}"}`)).toBe(1);
      expect(await server.metric('chat_connections_total')).toBe(0);
    },
  );

  it('of the page of the server, and of a site that was listed, is answered', async () => {
    const server = await started({ webOrigins: 'https://chat.example.org' });
    for (const origin of [`http://127.0.0.1:${server.port}`, 'https://chat.example.org']) {
      expect((await WebClient.open(server.port, { origin })).socket.readyState).toBe(WebSocket.OPEN);
    }
    expect(await server.metric('chat_websocket_handshakes_total{result="opened"}')).toBe(2);
  });

  it('comes from where a trusted proxy says, in the head or in front of it', async () => {
    const server = await started({ proxyFrom: '127.0.0.1', connectionsPerAddress: 1 });
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' };
    const origin = 'https://chat.example.org';
    const bob = await WebClient.open(server.port, { headers: { ...headers, host: 'chat.example.org' }, origin });
    await bob.gets('prompt');
    expect(server.log.at(-1)).toMatchObject({ event: 'connected', remote_addr: '203.0.113.7' });
    expect(await (await WebClient.open(server.port, { headers })).ends()).toBe('1008 too_many_connections');
    const socket = connect(server.port, '127.0.0.1');
    socket.end(
      Buffer.concat([
        headerOf('203.0.113.8', 4711),
        Buffer.from(HANDSHAKE.replace('\r\n\r\n', '\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n')),
      ]),
    );
    await server.until('chat_connections_total', (count) => count === 3);
    expect(server.log.filter(({ event }) => event === 'connected').at(-1)).toMatchObject({
      remote_addr: '203.0.113.8',
    });
    socket.destroy();
  });
});

describe('a frame of the server', () => {
  it('is the shortest one, and a pong has what the ping had', async () => {
    const server = await started();
    const bob = await rawSocket(server);
    await bob.getsBytes(framed('Enter username:'));
    bob.write(clientFrame('ping', 'abc'));
    await bob.getsBytes(Buffer.from('\x8a\x03abc', 'latin1'));
    bob.write(clientFrame('text', 'bob'));
    await bob.getsBytes(framed('OK\nSYSTEM: bob joined'));
    bob.write(clientFrame('close', Uint8Array.of(3, 0xe8)));
    await bob.getsBytes(Buffer.from('\x88\x05\x03\xe8end', 'latin1'));
  });
});
