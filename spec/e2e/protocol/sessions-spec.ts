import { conversation } from '../../helpers/conversation';
import { TestServer } from '../../helpers/testServer';

describe('a session', () => {
  it('asks for a name, takes it and tells everybody', () =>
    conversation(`
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
    `));

  it('refuses a name in use and asks again', () =>
    conversation(`
      alice connects
      alice < Enter username:
      alice > alice
      alice < OK
      alice < SYSTEM: alice joined
      bob connects
      bob < Enter username:
      bob > alice
      bob < ERR username_taken
      bob < Enter username:
      bob > ALICE
      bob < ERR username_taken
      bob < Enter username:
      bob > bob
      bob < OK
      bob < SYSTEM: bob joined
      alice < SYSTEM: bob joined
    `));

  it('refuses an unusable name with a hint and asks again', () =>
    conversation(`
      bob connects
      bob < Enter username:
      bob > bob smith
      bob < ERR username_invalid
      bob < SYSTEM: a username is 1 to 16 letters, digits, - or _
      bob < Enter username:
      bob > bob
      bob < OK
      bob < SYSTEM: bob joined
    `));

  it('takes no command before there is a name', () =>
    conversation(`
      bob connects
      bob < Enter username:
      bob > /users
      bob < ERR username_invalid
      bob < SYSTEM: a username is 1 to 16 letters, digits, - or _
      bob < Enter username:
      bob > /exit
      bob < ERR username_invalid
      bob < SYSTEM: a username is 1 to 16 letters, digits, - or _
      bob < Enter username:
    `));

  it('shows a line to everyone in the room, the sender too, and to nobody who has no name yet', () =>
    conversation(`
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
      nameless connects
      nameless < Enter username:
      alice > hello
      alice < alice: hello
      bob < alice: hello
      bob >   spaces  are kept 
      alice < bob:   spaces  are kept 
      bob < bob:   spaces  are kept 
    `));

  it('says Bye at /exit, ends the stream, and frees the name', () =>
    conversation(`
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
      bob > /exit
      bob < Bye
      bob gets the end
      alice < SYSTEM: bob left
      bob connects
      bob < Enter username:
      bob > bob
      bob < OK
      bob < SYSTEM: bob joined
      alice < SYSTEM: bob joined
    `));

  it('carries out nothing that comes after /exit', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.send('one', '/exit', 'two', '/users', '/w alice psst');
    await bob!.getsEnd('bob: one', 'Bye');
    await alice!.gets('bob: one', 'SYSTEM: bob left');
    alice!.send('quiet?');
    await alice!.gets('alice: quiet?');
  });

  it('tells the others of a client that ended its side, and of one that broke off', () =>
    conversation(`
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
      carol connects
      carol < Enter username:
      carol > carol
      carol < OK
      carol < SYSTEM: carol joined
      alice < SYSTEM: carol joined
      bob < SYSTEM: carol joined
      bob hangs up
      bob gets the end
      alice < SYSTEM: bob left
      carol < SYSTEM: bob left
      carol resets
      alice < SYSTEM: carol left
    `));

  it('says nothing of a client that never had a name', () =>
    conversation(`
      alice connects
      alice < Enter username:
      alice > alice
      alice < OK
      alice < SYSTEM: alice joined
      nameless connects
      nameless < Enter username:
      nameless hangs up
      nameless gets the end
      alice > anybody?
      alice < alice: anybody?
    `));

  it('answers all lines of a client that sends them and ends its side at once', async () => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.send('alice', '/users', 'hello', '/exit');
    client.hangUp();
    await client.getsEnd('Enter username:', 'OK', 'SYSTEM: alice joined', 'USERS: alice', 'alice: hello', 'Bye');
  });

  it('takes a last line without its ending for a line', async () => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.write('alice\nhello');
    client.hangUp();
    await client.getsEnd('Enter username:', 'OK', 'SYSTEM: alice joined', 'alice: hello');
  });
});
