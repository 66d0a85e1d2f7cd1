import { type Command, parseCommand } from '../../../src/streams/reduce/parseCommand';

const unknown: Command = { type: 'unusable', code: 'unknown_command' };
const usage: Command = { type: 'unusable', code: 'whisper_usage' };

describe('parseCommand', () => {
  it.each<[string, Command]>([
    ['hello', { type: 'say', text: 'hello' }],
    ['hello /w bob', { type: 'say', text: 'hello /w bob' }],
    [' /users', { type: 'say', text: ' /users' }],
    ['//text', { type: 'say', text: '/text' }],
    ['//', { type: 'say', text: '/' }],
    ['///w bob', { type: 'say', text: '//w bob' }],
  ])('%j is something to say', (line, command) => {
    expect(parseCommand(line)).toStrictEqual(command);
  });

  it.each<[string, Command]>([
    ['/w bob hi there', { type: 'whisper', to: 'bob', text: 'hi there' }],
    ['/w   bob   hi   there  ', { type: 'whisper', to: 'bob', text: 'hi   there' }],
    ['/w bob /exit', { type: 'whisper', to: 'bob', text: '/exit' }],
    ['/users', { type: 'users', everyone: false }],
    ['/users  ', { type: 'users', everyone: false }],
    ['/users *', { type: 'users', everyone: true }],
    ['/rooms', { type: 'rooms' }],
    ['/join dev', { type: 'join', room: 'dev' }],
    ['/join bad name', { type: 'join', room: 'bad name' }],
    ['/join', { type: 'join', room: '' }],
    ['/leave', { type: 'leave' }],
    ['/help', { type: 'help' }],
    ['/exit', { type: 'exit' }],
    ['/exit ', { type: 'exit' }],
  ])('%j is a command', (line, command) => {
    expect(parseCommand(line)).toStrictEqual(command);
  });

  it.each(['/w', '/w ', '/w bob', '/w bob  '])('%j is not enough of a whisper', (line) => {
    expect(parseCommand(line)).toStrictEqual(usage);
  });

  it.each([
    '/',
    '/ w bob hi',
    '/weather',
    '/wbob hi',
    '/W bob hi',
    '/users bob',
    '/rooms all',
    '/exit now',
    '/help w',
    '/leave dev',
    '/constructor',
  ])('%j is no command there is, and is not said', (line) => {
    expect(parseCommand(line)).toStrictEqual(unknown);
  });
});
