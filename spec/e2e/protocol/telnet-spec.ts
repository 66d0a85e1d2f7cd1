import type { Client } from '../../helpers/client';
import { TestServer } from '../../helpers/testServer';

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const EL = 248;
const EC = 247;
const AYT = 246;
const IP = 244;
const SE = 240;
const ECHO = 1;
const SUPPRESS_GO_AHEAD = 3;
const NAWS = 31;
const TIMING_MARK = 6;

/** Lines as a client gets them that has negotiated telnet. */
const crLf = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

const text = (line: string): number[] => Array.from(Buffer.from(line));

describe('telnet negotiation', () => {
  let server: TestServer;
  let client: Client;
  beforeEach(async () => {
    server = await TestServer.start();
    client = await server.connect();
    await client.gets('Enter username:');
  });

  it('is refused, each option once, and is no part of the line around it', async () => {
    client.write(Uint8Array.from([IAC, DO, SUPPRESS_GO_AHEAD, IAC, WILL, NAWS, ...text('ali'), IAC, DO, ECHO]));
    client.write(
      Uint8Array.from([...text('ce\r\n'), IAC, DO, ECHO, IAC, WILL, NAWS, IAC, DO, NAWS, ...text('hi\r\n')]),
    );
    await client.getsBytes(Uint8Array.from([IAC, WONT, SUPPRESS_GO_AHEAD, IAC, DONT, NAWS, IAC, WONT, ECHO]));
    await client.getsBytes(Uint8Array.from([IAC, WONT, NAWS]));
    await client.getsBytes(crLf('OK', 'SYSTEM: alice joined', 'alice: hi'));
  });

  it('is taken out wherever it is cut', async () => {
    const bytes = [
      ...text('al'),
      IAC,
      DO,
      ECHO,
      ...text('ic'),
      IAC,
      SB,
      NAWS,
      0,
      80,
      IAC,
      IAC,
      24,
      IAC,
      SE,
      ...text('e\n'),
    ];
    await client.writePieces(bytes.map((byte) => Uint8Array.of(byte)));
    await client.getsBytes(Uint8Array.from([IAC, WONT, ECHO]));
    await client.getsBytes(crLf('OK', 'SYSTEM: alice joined'));
  });

  it('that asks for nothing gets no answer', async () => {
    client.write(Uint8Array.from([IAC, DONT, ECHO, IAC, WONT, ECHO, IAC, 241, ...text('alice\n')]));
    await client.gets('OK', 'SYSTEM: alice joined');
  });

  it('answers DO TIMING-MARK each time', async () => {
    for (const _ of [1, 2, 3]) {
      client.write(Uint8Array.from([IAC, IP, IAC, DO, TIMING_MARK, IAC]));
      await client.getsBytes(Uint8Array.from([IAC, WONT, TIMING_MARK]));
      await client.gets('SYSTEM: to leave, choose a username and type /exit, or close the connection');
      await client.gets('Enter username:');
    }
    client.send('alice');
    await client.gets('OK', 'SYSTEM: alice joined');
  });

  it('is a question that is answered, ARE YOU THERE', async () => {
    client.write(Uint8Array.from([...text('al'), IAC, AYT, ...text('ice\r\n')]));
    await client.gets('SYSTEM: yes, the server is here', 'Enter username:', 'OK', 'SYSTEM: alice joined');
  });

  it('erases a character and a line', async () => {
    client.write(Uint8Array.from([...text('wrong'), IAC, EL, ...text('alicf'), IAC, EC, ...text('e\r\n')]));
    await client.gets('OK', 'SYSTEM: alice joined');
  });

  it('does not swallow what follows a subnegotiation without an end', async () => {
    client.write(Uint8Array.from([IAC, SB, NAWS, 0, 80, IAC, WILL, ECHO, ...text('alice\n')]));
    await client.getsBytes(Uint8Array.from([IAC, DONT, ECHO]));
    await client.getsBytes(crLf('OK', 'SYSTEM: alice joined'));
    client.write(Uint8Array.from([IAC, SB, NAWS, ...text(`${'x'.repeat(4095)}hi\n`)]));
    await client.getsBytes(crLf('alice: hi'));
  });

  it('never makes a name or reaches another person', async () => {
    const bob = await server.named('bob');
    client.write(Uint8Array.from([IAC, IAC, ...text('alice\n')])); // IAC IAC stands for a byte that is no UTF-8
    await client.gets('ERR invalid_utf8', 'Enter username:');
    client.write(Uint8Array.from([IAC, WILL, ECHO, ...text('alice\n')]));
    await client.getsBytes(Uint8Array.from([IAC, DONT, ECHO]));
    await client.getsBytes(crLf('OK', 'SYSTEM: alice joined'));
    await bob.gets('SYSTEM: alice joined');
    client.write(Uint8Array.from([...text('he'), IAC, DO, ECHO, ...text('llo\n')]));
    await bob.gets('alice: hello');
  });

  it('has lines end by CR LF, for the client that has negotiated alone, and never in an answer', async () => {
    const bob = await server.named('bob');
    client.write(Uint8Array.from([...text('alice\n'), IAC, WILL, NAWS, IAC, DO, 10])); // 10 is an option and a newline
    await client.getsBytes(Uint8Array.from([IAC, DONT, NAWS, IAC, WONT, 10]));
    await client.getsBytes(crLf('OK', 'SYSTEM: alice joined'));
    await bob.gets('SYSTEM: alice joined');
    bob.send('hello', '/w alice hi', '/help');
    await client.getsBytes(crLf('bob: hello', 'WHISPER bob: hi'));
    await bob.gets('bob: hello', 'WHISPER to alice: hi');
    client.send('/exit');
    await client.getsBytes(crLf('Bye'));
  });
});
