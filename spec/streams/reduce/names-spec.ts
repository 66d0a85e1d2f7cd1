import { nameKey, parseName, parseRoomName, parseUserName, RESERVED_WORDS } from '../../../src/streams/reduce/names';

describe('parseName', () => {
  it.each([
    'a',
    'Alice',
    'bob-2',
    '_',
    '-',
    '007',
    'sixteen_letters_',
    'Zoë',
    'Ольга',
    '小明',
    'محمد',
    '١٢٣',
    '𠮷野家',
  ])('takes %s as typed', (name) => {
    expect(parseName(name)).toBe(name);
  });

  it.each([' alice', 'alice  ', '\u00a0alice\u3000'])('trims the space around %j', (typed) => {
    expect(parseName(typed)).toBe('alice');
  });

  it.each([
    ['nothing', ''],
    ['only space', '   '],
    ['a space inside', 'al ice'],
    ['a no-break space inside', 'al\u00a0ice'],
    ['a comma, which separates names in a list', 'al,ice'],
    ['a colon, which ends the name before a text', 'alice:'],
    ['a slash', '/alice'],
    ['a dot', 'al.ice'],
    ['an asterisk', '*'],
    ['a parenthesis, which is around the size of a room', 'dev(1)'],
    ['an emoji', '🙂'],
    ['a control character', 'al\x07ice'],
    ['a newline', 'al\nice'],
    ['a bidirectional control', 'al\u202eice'],
    ['a zero-width space', 'al\u200bice'],
    ['a zero-width joiner', 'al\u200dice'],
    ['a soft hyphen', 'al\u00adice'],
    ['a Hangul filler, which is a letter that is drawn as nothing', '\u3164'],
    ['a half-width Hangul filler', 'alice\uffa0'],
    ['a Hangul filler for the first sound', '\u115falice'],
    ['a combining grapheme joiner, which is a mark that is drawn as nothing', 'a\u034f'],
    ['a braille blank', '\u2800'],
    ['a mark without a letter', '\u0301alice'],
    ['a mark on a hyphen', 'a-\u0301'],
    ['a fullwidth colon', 'alice：'],
    ['half of a surrogate pair', 'a\ud800'],
  ])('refuses %s', (_, typed) => {
    expect(parseName(typed)).toBeUndefined();
  });

  it('counts characters as a person does: a letter and its marks are one', () => {
    const e = 'e\u0301';
    expect(parseName(e.repeat(16))).toBe(e.repeat(16));
    expect(parseName(e.repeat(17))).toBeUndefined();
  });

  it('counts a letter outside of the basic plane as one', () => {
    expect(parseName('𠮷'.repeat(16))).toBe('𠮷'.repeat(16)); // 64 bytes
    expect(parseName('𠮷'.repeat(17))).toBeUndefined();
  });

  it('takes 16 plain letters and refuses 17', () => {
    expect(parseName('a'.repeat(16))).toBe('a'.repeat(16));
    expect(parseName('a'.repeat(17))).toBeUndefined();
    expect(parseName('ж'.repeat(16))).toBe('ж'.repeat(16));
    expect(parseName('ж'.repeat(17))).toBeUndefined();
  });

  it('takes 64 bytes and refuses 65, however few characters they are', () => {
    const marks = '\u0301'; // 2 bytes
    expect(parseName(`aa${marks.repeat(31)}`)).toBe(`aa${marks.repeat(31)}`);
    expect(parseName(`aaa${marks.repeat(31)}`)).toBeUndefined();
  });
});

describe('nameKey', () => {
  it.each([
    ['case', 'Alice', 'aLICE'],
    ['case beyond ASCII', 'ОЛЬГА', 'ольга'],
    ['the width of letters', 'ａｌｉｃｅ', 'alice'],
    ['the width and the case', 'ＡＬＩＣＥ', 'alice'],
    ['how a mark is stored', 'Zoe\u0308', 'Zoë'],
    ['ligatures', 'ﬁn', 'fin'],
    ['the long s', 'ſam', 'sam'],
    ['the sign for kelvin', '\u212aate', 'kate'],
    ['letters that are drawn as letters of mathematics', '𝐀𝐥𝐢𝐜𝐞', 'alice'],
  ])('does not tell names apart by %s', (_, one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it('tells different letters apart', () => {
    expect(nameKey('alice')).not.toBe(nameKey('alise'));
    expect(nameKey('Zoë')).not.toBe(nameKey('Zoe'));
  });

  it.each(['alice', 'Zoë', 'ΟΔΟΣ', 'İ', 'ǅ', '𝐀𝐥𝐢𝐜𝐞'])('is its own key, for %s', (name) => {
    expect(nameKey(nameKey(name))).toBe(nameKey(name));
  });
});

describe('reserved words', () => {
  it.each(RESERVED_WORDS)('%s is no name for a person, in any case', (word) => {
    expect(parseUserName(word)).toBeUndefined();
    expect(parseUserName(word.toLowerCase())).toBeUndefined();
    expect(parseUserName(word.toUpperCase())).toBeUndefined();
  });

  it.each(['ＳＹＳＴＥＭ', 'ｓｙｓｔｅｍ', 'ſystem', '𝐒𝐘𝐒𝐓𝐄𝐌', 'ＥＲＲ', 'Ｌｏｂｂｙ', 'ｏ\u212a'])(
    '%s looks like one, and is none either',
    (name) => {
      expect(parseName(name)).toBe(name);
      expect(parseUserName(name)).toBeUndefined();
    },
  );

  it('may be part of a name', () => {
    expect(parseUserName('SYSTEM-1')).toBe('SYSTEM-1');
    expect(parseUserName('bye_bye')).toBe('bye_bye');
  });

  it.each(['lobby', 'Lobby', 'ＬＯＢＢＹ'])('%s is a name for a room', (name) => {
    expect(parseRoomName(name)).toBe(name);
  });

  it.each(['SYSTEM', 'users', 'ＯＫ'])('%s is no name for a room', (name) => {
    expect(parseRoomName(name)).toBeUndefined();
  });

  it('a room has a name like that of a person', () => {
    expect(parseRoomName(' dev ')).toBe('dev');
    expect(parseRoomName('')).toBeUndefined();
    expect(parseRoomName('bad name')).toBeUndefined();
    expect(parseUserName('bad name')).toBeUndefined();
  });
});
