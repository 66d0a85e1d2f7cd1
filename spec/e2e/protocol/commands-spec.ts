import { COMMANDS } from '../../../src/streams/reduce/commands/commands';
import { conversation } from '../../helpers/conversation';
import { TestServer } from '../../helpers/testServer';

/** Two people in the lobby. */
const ALICE_AND_BOB = `
  alice connects
  alice < Enter username:
  alice > alice
  alice < OK
  alice < SYSTEM: alice joined
  bob connects
  bob < Enter username:
  bob > bob
  bob < OK
  bob < SYSTEM: bob joined
  alice < SYSTEM: bob joined
`;

const CAROL = `
  carol connects
  carol < Enter username:
  carol > carol
  carol < OK
  carol < SYSTEM: carol joined
  alice < SYSTEM: carol joined
  bob < SYSTEM: carol joined
`;

describe('a whisper', () => {
  it('is for one alone, and its sender is told', () =>
    conversation(`${ALICE_AND_BOB}${CAROL}
      alice > /w bob hi there
      alice < WHISPER to bob: hi there
      bob < WHISPER alice: hi there
    `));

  it('finds a name however it is typed, and shows it as its owner typed it', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /w BOB hi
      alice < WHISPER to bob: hi
      bob < WHISPER alice: hi
    `));

  it('is refused without somebody of that name, to oneself, and without a name or a text', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /w nobody hi
      alice < ERR user_not_found
      alice > /w alice hi
      alice < ERR cannot_whisper_self
      alice > /w Alice hi
      alice < ERR cannot_whisper_self
      alice > /w
      alice < ERR whisper_usage
      alice > /w bob
      alice < ERR whisper_usage
      alice > /w bob   
      alice < ERR whisper_usage
    `));

  it('crosses rooms', () =>
    conversation(`${ALICE_AND_BOB}
      bob > /join dev
      bob < SYSTEM: bob joined dev
      alice < SYSTEM: bob left
      alice > /w bob hi
      alice < WHISPER to bob: hi
      bob < WHISPER alice: hi
    `));

  it('finds nobody who has left', () =>
    conversation(`${ALICE_AND_BOB}
      bob hangs up
      alice < SYSTEM: bob left
      bob gets the end
      alice > /w bob hi
      alice < ERR user_not_found
    `));
});

describe('/users', () => {
  it('lists who is in the room by code point, and with a star who is on the server', () =>
    conversation(`${ALICE_AND_BOB}
      Zoe connects
      Zoe < Enter username:
      Zoe > Zoe
      Zoe < OK
      Zoe < SYSTEM: Zoe joined
      alice < SYSTEM: Zoe joined
      bob < SYSTEM: Zoe joined
      alice > /users
      alice < USERS: Zoe,alice,bob
      bob > /join dev
      bob < SYSTEM: bob joined dev
      alice < SYSTEM: bob left
      Zoe < SYSTEM: bob left
      alice > /users
      alice < USERS: Zoe,alice
      alice > /users *
      alice < USERS: Zoe,alice,bob
      bob > /users
      bob < USERS: bob
    `));

  it('names at most 500, and counts the rest', async () => {
    const server = await TestServer.start();
    const first = await server.named('u000');
    const names = Array.from({ length: 503 }, (_, index) => `u${String(index).padStart(3, '0')}`);
    for (const name of names.slice(1)) {
      const client = await server.connect();
      client.send(name, '/join crowd');
    }
    await first.linesUntil((line) => line === 'SYSTEM: u502 left');
    first.send('/users', '/users *');
    await first.gets('USERS: u000', `USERS: ${names.slice(0, 500).join(',')},+3 more`);
  });
});

describe('rooms', () => {
  it('are entered, heard and left', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /join dev
      alice < SYSTEM: alice joined dev
      bob < SYSTEM: alice left
      bob > anybody in the lobby?
      bob < bob: anybody in the lobby?
      alice > anybody in dev?
      alice < alice: anybody in dev?
      bob > /join dev
      bob < SYSTEM: bob joined dev
      alice < SYSTEM: bob joined dev
      alice > welcome
      alice < alice: welcome
      bob < alice: welcome
      alice > /leave
      alice < SYSTEM: alice joined lobby
      bob < SYSTEM: alice left
      bob > /join lobby
      bob < SYSTEM: bob joined lobby
      alice < SYSTEM: bob joined lobby
    `));

  it('are listed with how many are in each; one that everybody left is gone', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /rooms
      alice < ROOMS: lobby(2)
      alice > /join dev
      alice < SYSTEM: alice joined dev
      bob < SYSTEM: alice left
      alice > /rooms
      alice < ROOMS: dev(1),lobby(1)
      bob > /join dev
      bob < SYSTEM: bob joined dev
      alice < SYSTEM: bob joined dev
      alice > /rooms
      alice < ROOMS: dev(2),lobby(0)
      alice > /leave
      alice < SYSTEM: alice joined lobby
      bob < SYSTEM: alice left
      bob > /leave
      bob < SYSTEM: bob joined lobby
      alice < SYSTEM: bob joined lobby
      alice > /rooms
      alice < ROOMS: lobby(2)
    `));

  it('are shown as the one who opened them typed them', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /join Dev
      alice < SYSTEM: alice joined Dev
      bob < SYSTEM: alice left
      bob > /join DEV
      bob < SYSTEM: bob joined Dev
      alice < SYSTEM: bob joined Dev
      bob > /rooms
      bob < ROOMS: Dev(2),lobby(0)
    `));

  it('one is in already: nothing changes, nothing is said', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /join lobby
      alice > /join LOBBY
      alice > /leave
      alice > still here
      alice < alice: still here
      bob < alice: still here
    `));

  it('need a usable name', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /join
      alice < ERR room_invalid
      alice < SYSTEM: a room name is 1 to 16 letters, digits, - or _
      alice > /join bad name
      alice < ERR room_invalid
      alice < SYSTEM: a room name is 1 to 16 letters, digits, - or _
      alice > /join SYSTEM
      alice < ERR room_invalid
      alice < SYSTEM: a room name is 1 to 16 letters, digits, - or _
    `));

  it('need a name that reads like no other room', () =>
    conversation(`${ALICE_AND_BOB}
      alice > /join 0ps
      alice < SYSTEM: alice joined 0ps
      bob < SYSTEM: alice left
      bob > /join ops
      bob < ERR room_invalid
      bob < SYSTEM: that room name reads like one in use; choose another
      bob > /join оps
      bob < ERR room_invalid
      bob < SYSTEM: a room name does not mix Latin, Cyrillic and Greek letters
      bob > /join ЅУЅТЕМ
      bob < ERR room_invalid
      bob < SYSTEM: that room name reads like a reserved word; choose another
      alice > /leave
      alice < SYSTEM: alice joined lobby
      bob < SYSTEM: alice joined lobby
      bob > /join ops
      bob < SYSTEM: bob joined ops
      alice < SYSTEM: bob left
    `));

  it('that one disconnects from are told', () =>
    conversation(`${ALICE_AND_BOB}${CAROL}
      alice > /join dev
      alice < SYSTEM: alice joined dev
      bob < SYSTEM: alice left
      carol < SYSTEM: alice left
      bob > /join dev
      bob < SYSTEM: bob joined dev
      alice < SYSTEM: bob joined dev
      carol < SYSTEM: bob left
      bob hangs up
      bob gets the end
      alice < SYSTEM: bob left
    `));
});

describe('other commands', () => {
  it('/help has a line for each command', () => {
    const entries = COMMANDS.flatMap(({ help }) => help);
    const lines = entries.map(({ syntax, does }) => `alice < HELP: ${syntax} - ${does}`);
    return conversation(`${ALICE_AND_BOB}
      alice > /help
      ${lines.join('\n')}
    `);
  });

  it('are matched whole, and what is none of them is never shown to others', () => {
    const unknown = [
      '/weather',
      '/whisper bob hi',
      '/',
      '/ users',
      '/USERS',
      '/users bob',
      '/exit now',
      '/joindev',
      '/\\x1b',
      '\u00a0/w bob hi',
      '／w bob hi',
      '\u200b/w bob hi',
    ];
    const script = unknown.map(
      (line) => `
        alice > ${line}
        alice < ERR unknown_command
        alice < SYSTEM: /help lists the commands; //TEXT says a text that begins with a slash`,
    );
    return conversation(ALICE_AND_BOB + script.join('\n'));
  });

  it('//text says a text with one slash', () =>
    conversation(`${ALICE_AND_BOB}
      alice > //text
      alice < alice: /text
      bob < alice: /text
      alice > //w bob hi
      alice < alice: /w bob hi
      bob < alice: /w bob hi
    `));
});

describe('the order', () => {
  it('of what one client sends is the order in which each receiver gets it', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    alice!.send('one', '/w bob two', 'three', '/join dev', 'four', '/w bob five', '/leave', 'six');
    await alice!.gets('alice: one', 'WHISPER to bob: two', 'alice: three', 'SYSTEM: alice joined dev', 'alice: four');
    await alice!.gets('WHISPER to bob: five', 'SYSTEM: alice joined lobby', 'alice: six');
    await bob!.gets('alice: one', 'WHISPER alice: two', 'alice: three', 'SYSTEM: alice left', 'WHISPER alice: five');
    await bob!.gets('SYSTEM: alice joined lobby', 'alice: six');
  });

  it('of the lines of a room is the same for all of its members', async () => {
    const server = await TestServer.start();
    const clients = await server.lobby('a', 'b', 'c', 'd', 'e');
    for (let round = 0; round < 40; round += 1) {
      clients.forEach((client, index) => client.send(`${String(index)}-${String(round)}`));
    }
    const heard = await Promise.all(
      clients.map(async (client) => {
        const lines: string[] = [];
        while (lines.length < 200) lines.push(await client.line());
        return lines;
      }),
    );
    for (const lines of heard) expect(lines).toEqual(heard[0]);
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      const own = heard[0]!.filter((line) => line.startsWith(`${name}: `));
      expect(own).toEqual(Array.from({ length: 40 }, (_, round) => `${name}: ${String(index)}-${String(round)}`));
    }
  });
});
