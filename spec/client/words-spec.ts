import { REFUSALS } from '../../src/streams/reduce/refusals';
import { words } from '../../src/client/words';

describe('words', () => {
  it.each(REFUSALS)('%s is said to a person as a sentence', (code) => {
    const sentence = words(code, 'what is allowed');
    expect(sentence).toMatch(/^[A-Z]/);
    expect(sentence).not.toContain(code);
  });

  it('of a name that is none has the reason', () => {
    expect(words('username_invalid', 'a username does not mix Latin, Cyrillic and Greek letters')).toBe(
      'A username does not mix Latin, Cyrillic and Greek letters.',
    );
    expect(words('username_invalid', null)).toBe('That is no name here. Use 1 to 16 letters, digits, - or _.');
  });

  it('of a code of a later server is the hint, or the code', () => {
    expect(words('muted', 'you are muted for 10m')).toBe('You are muted for 10m.');
    expect(words('muted', null)).toBe('The server has refused that: muted');
    expect(words('constructor', null)).toBe('The server has refused that: constructor');
  });
});
