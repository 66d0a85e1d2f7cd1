import { TestServer } from '../../helpers/testServer';

/** What a client gets whose first name is unusable. */
const REFUSED = [
  'Enter username:',
  'ERR username_invalid',
  'SYSTEM: a username is 1 to 16 letters, digits, - or _',
  'Enter username:',
];

describe('names', () => {
  it.each([
    ['of one letter', 'a'],
    ['of 16 letters', 'abcdefghijklmnop'],
    ['with digits, dash and underscore', 'R2-D2_'],
    ['of another script', 'Ὀδυσσεύς'],
    ['of 16 letters that take three bytes each', '日本語日本語日本語日本語日本語日'],
    ['with a joiner that its script needs', 'علی\u200cرضا'],
    ['with marks that make one character of two code points', 'Ame\u0301lie'],
  ])('%s are taken and shown as typed', async (_, name) => {
    const server = await TestServer.start();
    const client = await server.named(name);
    client.send('hi');
    await client.gets(`${name}: hi`);
  });

  it.each([
    ['space around it', '  alice\t'],
    ['a byte order mark before it', '\ufeffalice'],
  ])('lose %s', async (_, typed) => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.send(typed, '/users');
    await client.gets('Enter username:', 'OK', 'SYSTEM: alice joined', 'USERS: alice');
  });

  it.each([
    ['nothing but space', '   '],
    ['a space', 'al ice'],
    ['a comma', 'a,b'],
    ['a colon', 'SYSTEM:'],
    ['a slash', '/alice'],
    ['17 characters', 'abcdefghijklmnopq'],
    ['more than 64 bytes', 'e\u0301\u0302\u0303'.repeat(10)],
    ['an escape sequence', 'al\x1b[2Jice'],
    ['a null', 'al\0ice'],
    ['an emoji', '🦜'],
    ['a bidirectional control', 'al\u202eice'],
    ['a zero-width joiner', 'al\u200dice'],
    ['a soft hyphen', 'al\u00adice'],
    ['a Hangul filler', 'al\u3164ice'],
    ['a mark without a letter', '\u0301'],
    ['a no-break space', 'al\u00a0ice'],
    ['a full-width comma', 'a，b'],
    ['a letter like a colon', 'alice\u02d0'],
    ['a mark that draws nothing', 'alice\u17d2'],
    ['a mark twice', 'Jose\u0301\u0301'],
  ])('have not %s', async (_, typed) => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.send(typed, 'bob');
    await client.gets(...REFUSED, 'OK', 'SYSTEM: bob joined');
  });

  it.each([
    'SYSTEM',
    'USERS',
    'ROOMS',
    'WHISPER',
    'HELP',
    'ERR',
    'OK',
    'Bye',
    'lobby',
    'to',
    'server',
    'Who',
    'system',
    'bYE',
    'ＳＹＳＴＥＭ',
  ])('are not %s, with which lines of the server begin', async (typed) => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.send(typed, 'bob');
    await client.gets(...REFUSED, 'OK', 'SYSTEM: bob joined');
  });

  it.each([
    ['another case', 'alice', 'ALICE'],
    ['full-width letters', 'alice', 'ａｌｉｃｅ'],
    ['a composed letter', 'Ame\u0301lie', 'Am\u00e9lie'],
    ['the case of another script', 'Ὀδυσσεύς', 'ὀδυσσεύς'],
    ['a ligature', 'file', 'ﬁle'],
  ])('are the same in %s', async (_, name, same) => {
    const server = await TestServer.start();
    await server.named(name);
    const second = await server.connect();
    second.send(same);
    await second.gets('Enter username:', 'ERR username_taken', 'Enter username:');
  });

  it.each([
    ['a capital I for an l', 'PayPal', 'PayPaI', 'that username reads like one in use; choose another'],
    ['letters of another script', 'coco', 'сосо', 'that username reads like one in use; choose another'],
    ['rn for m', 'dam', 'darn', 'that username reads like one in use; choose another'],
    ['the looks of a reserved word', 'alice', 'ЅУЅТЕМ', 'that username reads like a reserved word; choose another'],
    ['mixed scripts', 'alice', 'раураl', 'a username does not mix Latin, Cyrillic and Greek letters'],
  ])('that fool others are refused: %s', async (_, name, like, hint) => {
    const server = await TestServer.start();
    await server.named(name);
    const second = await server.connect();
    second.send(like, '/w x', 'bob');
    await second.gets(
      'Enter username:',
      'ERR username_invalid',
      `SYSTEM: ${hint}`,
      ...REFUSED,
      'OK',
      'SYSTEM: bob joined',
    );
  });

  it('are free again for one who reads like them when they have left', async () => {
    const server = await TestServer.start();
    const first = await server.named('PayPaI');
    const second = await server.connect();
    second.send('paypal');
    await second.gets('Enter username:', 'ERR username_invalid');
    await second.gets('SYSTEM: that username reads like one in use; choose another', 'Enter username:');
    first.send('/exit');
    await first.gets('Bye');
    second.send('paypal');
    await second.gets('OK', 'SYSTEM: paypal joined');
  });

  it.each([
    ['line_too_long', 'x'.repeat(5000)],
    ['message_too_long', 'x'.repeat(600)],
  ])('that are refused as %s are asked for again', async (code, typed) => {
    const server = await TestServer.start();
    const client = await server.connect();
    client.send(typed, 'bob');
    await client.gets('Enter username:', `ERR ${code}`, 'Enter username:', 'OK', 'SYSTEM: bob joined');
  });
});
