import { spawnSync } from 'node:child_process';
import { TestServer } from '../helpers/testServer';
import { Session } from './session';

// A machine without it would show nothing about it, so these specs fail there instead of being passed over.
beforeAll(() => {
  if (spawnSync('telnet', ['--version']).error) {
    throw new Error('these specs need telnet: install the package telnet');
  }
});

describe('telnet', () => {
  it('holds a conversation', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    const telnet = new Session('telnet', ['127.0.0.1', String(server.port)]);
    await telnet.until(() => telnet.stdout.endsWith('Enter username:\n'), 'the prompt');
    telnet.type('bob\n');
    await alice.gets('SYSTEM: bob joined');
    telnet.type('hello\n'); // goes out as hello\r\n
    await alice.gets('bob: hello');
    alice.send('welcome');
    await telnet.until(() => telnet.stdout.endsWith('alice: welcome\n'), "alice's line");
    telnet.type('/exit\n');
    await telnet.exit;
    const [, chat] = telnet.stdout.split("Escape character is '^]'.\n");
    const lines = ['Enter username:', 'OK', 'SYSTEM: bob joined', 'bob: hello', 'alice: welcome', 'Bye'];
    expect(chat).toBe(`${lines.join('\n')}\n`);
    expect(telnet.stderr).toContain('Connection closed by foreign host.');
  });

  it('has each of its options refused once, and nothing of them reaches anybody', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    const telnet = new Session('telnet', []);
    telnet.type('toggle options\n'); // it prints what it negotiates
    telnet.type(`open 127.0.0.1 -${server.port}\n`); // the dash makes it begin
    const negotiated = (verb: RegExp): string[] =>
      Array.from(telnet.stdout.matchAll(verb), ([, asked, option]) => `${String(asked)} ${String(option)}`);
    const sent = (): string[] => negotiated(/^SENT (DO|WILL) (.*)\r$/gm);
    const refused = (): string[] => negotiated(/^RCVD (WONT|DONT) (.*)\r$/gm);
    await telnet.until(
      () => telnet.stdout.includes('Enter username:\n') && sent().length > 0 && refused().length >= sent().length,
      'the refusal of each option',
    );
    expect(sent().length).toBeGreaterThan(5);
    const opposite: Record<string, string> = { DO: 'WONT', WILL: 'DONT' };
    expect(refused()).toEqual(sent().map((line) => line.replace(/^\w+/, (verb) => opposite[verb]!)));

    telnet.type('bob\n');
    await alice.gets('SYSTEM: bob joined');
    telnet.type('hello\n');
    await alice.gets('bob: hello');
    telnet.type('/exit\n');
    await telnet.exit;
    // What telnet prints of its own may come before the prompt or after it.
    expect(telnet.stdout).toMatch(/\nOK\nSYSTEM: bob joined\nbob: hello\nBye\n$/);
    expect(refused()).toHaveLength(sent().length);
  });
});
