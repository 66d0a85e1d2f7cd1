import { spawnSync } from 'node:child_process';
import { TestServer } from '../helpers/testServer';
import { Session } from './session';

// A machine without it would show nothing about it, so these specs fail there instead of being passed over.
beforeAll(() => {
  const help = spawnSync('nc', ['-h'], { encoding: 'utf8' });
  if (!`${help.stdout}${help.stderr}`.includes('OpenBSD')) {
    throw new Error('these specs need the nc of OpenBSD: install the package netcat-openbsd');
  }
});

describe('nc', () => {
  it('two of them hold a conversation, byte for byte', async () => {
    const { port } = await TestServer.start();
    const alice = Session.nc(port);
    const aliceSaw = ['Enter username:'];
    await alice.shows(...aliceSaw);
    alice.type('alice\n');
    aliceSaw.push('OK', 'SYSTEM: alice joined');
    await alice.shows(...aliceSaw);

    const bob = Session.nc(port);
    const bobSaw = ['Enter username:'];
    await bob.shows(...bobSaw);
    bob.type('alice\n');
    bobSaw.push('ERR username_taken', 'Enter username:');
    await bob.shows(...bobSaw);
    bob.type('bob smith\n');
    bobSaw.push('ERR username_invalid', 'SYSTEM: a username is 1 to 16 letters, digits, - or _', 'Enter username:');
    await bob.shows(...bobSaw);
    bob.type('bob\n');
    bobSaw.push('OK', 'SYSTEM: bob joined');
    await bob.shows(...bobSaw);
    aliceSaw.push('SYSTEM: bob joined');
    await alice.shows(...aliceSaw);

    /** One of them types a line; after it each of them sees these. */
    const step = async (who: Session, line: string, forAlice: string[], forBob: string[]): Promise<void> => {
      who.type(`${line}\n`);
      aliceSaw.push(...forAlice);
      bobSaw.push(...forBob);
      await alice.shows(...aliceSaw);
      await bob.shows(...bobSaw);
    };
    await step(alice, 'hello', ['alice: hello'], ['alice: hello']);
    await step(alice, '/w bob hi there', ['WHISPER to bob: hi there'], ['WHISPER alice: hi there']);
    await step(alice, '/w nobody hi', ['ERR user_not_found'], []);
    await step(alice, '/w alice hi', ['ERR cannot_whisper_self'], []);
    await step(alice, '/w bob', ['ERR whisper_usage'], []);
    await step(bob, '/users', [], ['USERS: alice,bob']);
    await step(alice, '/join dev', ['SYSTEM: alice joined dev'], ['SYSTEM: alice left']);
    await step(bob, '/rooms', [], ['ROOMS: dev(1),lobby(1)']);
    await step(bob, '/users', [], ['USERS: bob']);
    await step(bob, '/users *', [], ['USERS: alice,bob']);
    await step(
      bob,
      '/join bad name',
      [],
      ['ERR room_invalid', 'SYSTEM: a room name is 1 to 16 letters, digits, - or _'],
    );
    await step(alice, '/leave', ['SYSTEM: alice joined lobby'], ['SYSTEM: alice joined lobby']);
    const hint = 'SYSTEM: /help lists the commands; //TEXT says a text that begins with a slash';
    await step(bob, '/weather', [], ['ERR unknown_command', hint]);
    await step(bob, '//text', ['bob: /text'], ['bob: /text']);
    await step(bob, 'grüße 🦜 \x1b[31m', ['bob: grüße 🦜 \\x1b[31m'], ['bob: grüße 🦜 \\x1b[31m']);
    await step(bob, '/exit', ['SYSTEM: bob left'], ['Bye']);
    bob.endInput();
    expect(await bob.exit).toEqual({ code: 0, signal: null });
    expect(bob.stdout).toBe(`${bobSaw.join('\n')}\n`);
    await step(alice, '/users', ['USERS: alice'], []);
  });

  it.each([
    ['its lines', 'alice\nhello\n/users\n/exit\n', ['alice: hello', 'USERS: alice', 'Bye']],
    ['its lines, the last one without its ending', 'alice\n/rooms\nhello', ['ROOMS: lobby(1)', 'alice: hello']],
  ])('that sends %s and ends its side gets all the answers', async (_, typed, answers) => {
    const server = await TestServer.start();
    const nc = Session.nc(server.port, '-N');
    nc.type(typed);
    nc.endInput();
    expect(await nc.exit).toEqual({ code: 0, signal: null });
    expect(nc.stdout).toBe(['Enter username:', 'OK', 'SYSTEM: alice joined', ...answers, ''].join('\n'));
    await server.until('chat_connected_clients', (count) => count === 0);
  });

  it('that is killed has left', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    const nc = Session.nc(server.port);
    nc.type('bob\n');
    await alice.gets('SYSTEM: bob joined');
    nc.kill('SIGKILL');
    await alice.gets('SYSTEM: bob left');
  });

  it('is told that the server stops', async () => {
    const server = await TestServer.start();
    const nc = Session.nc(server.port);
    nc.type('bob\n');
    await nc.shows('Enter username:', 'OK', 'SYSTEM: bob joined');
    await server.stop();
    await nc.shows('Enter username:', 'OK', 'SYSTEM: bob joined', 'SYSTEM: server is shutting down');
  });
});
