import fc from 'fast-check';
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
    const letter = 'e\u0323\u0301'; // 5 bytes
    expect(parseName(`${letter.repeat(12)}abcd`)).toBe(`${letter.repeat(12)}abcd`);
    expect(parseName(`${letter.repeat(12)}abcé`)).toBeUndefined();
  });
});

describe('names of the world', () => {
  it.each([
    ...[
      'Nguyễn',
      'Nguye\u0302\u0303n',
      'Renée',
      'Zoe\u0308',
      'Łukasz',
      'Đorđe',
      'Øyvind',
      'İbrahim',
      'Ọ̀ṣun',
      'Ştefan',
      'ɗan',
      'a\u030dn',
    ],
    ...[
      'Ἀλέξανδρος',
      'Ёжик',
      'Ґанна',
      'Әлия',
      'Հայկ',
      'აკაკი',
      'አበበ',
      '김철수',
      '佐々木',
      'キノコ',
      'ローラ',
      '一郎',
      'さくら',
      'ｱﾘｽ',
    ],
    ...['संजीव', 'ज़ोया', 'दुःख', 'প্রিয়া', 'ਗੁਰਪ੍ਰੀਤ', 'પ્રિયા', 'ಪ್ರಿಯಾ', 'പ്രിയ', 'தமிழ்', 'తెలుగు', 'ଓଡ଼ିଆ', 'ක්රිස්', 'ޢަލީ', 'རྐྱེན'],
    ...['ธนาธร', 'ปิ่นแก้ว', 'ເພັດ', 'សុខា', 'ច័ន្ទ', 'မြင့်သန်း', 'လျှော့', 'עִבְרִית', 'שׁוֹשַׁנָּה', 'יעל', 'مُحَمَّد', 'عبدالله', '۱۲'],
  ])('%s is taken as typed', (name) => {
    expect(parseName(name)).toBe(name);
  });

  it.each(['علی\u200cرضا', 'ක\u0dca\u200dරිසෝ', 'क\u094d\u200cष', 'র\u200d\u09cdযাচেল'])(
    '%j has a joiner where its script needs it, and is the same name without',
    (name) => {
      expect(parseName(name)).toBe(name);
      expect(nameKey(name)).toBe(nameKey(name.replace(/[\u200c\u200d]/g, '')));
    },
  );
});

describe('names that read like something else', () => {
  it.each([
    ['a hieroglyph that is blank', 'al\u{13441}ice'],
    ['a sign of Khmer that draws nothing on its letter', 'SYSTEM\u17d2'],
    ['that, at the end of a Khmer name', 'សុខ\u17d2'],
    ['a stroke through a letter', 'he\u0335lena'],
    ['a mark twice', 'Jose\u0301\u0301'],
    ['a mark that its letter has', '\u00e9\u0301'],
    ['a mark twice, with another between', 'e\u0301\u0308\u0301'],
    ['a second dot', 'i\u0307van'],
    ['a dot on a letter without', '\u0131\u0307van'],
    ['a second dot above another mark', 'i\u0323\u0307van'],
    ['four marks', 'a\u0300\u0316\u0308\u0323'],
    ['a colon', 'alice\u02d0'],
    ['the visarga of another script', 'alice\u0903'],
    ['a visarga at the end', 'राम\u0903'],
    ['a comma of Lisu', 'root\ua4f9admin'],
    ['an apostrophe', 'o\u02bcneil'],
    ['an apostrophe that is a letter', 'o\ua78cneil'],
    ['a breathing of Greek for an apostrophe', 'o\u0313neil'],
    ['an apostrophe that comes of normalization', 'ŉ'],
    ['a dash of Japanese', 'a\u30fcb'],
    ['a dash of Chinese', 'a\u4e00b'],
    ['a dash of Korean', 'a\u1173b'],
    ['a slash of Japanese', 'a\u30ceb'],
    ['a dash that stretches Arabic', 'محـمد'],
    ['a dot of Arabic', 'a\u0660b'],
    ['a yod for an apostrophe', 'o\u05d9neil'],
    ['a joiner between letters of Latin', 'al\u200cice'],
    ['a joiner behind a letter that does not join', 'کار\u200cها'],
    ['a joiner at the end', 'علی\u200c'],
    ['a joiner at the beginning', '\u200cعلی'],
    ['two joiners', 'علی\u200c\u200cرضا'],
    ['a mark on a digit', '1\u0301'],
    ['a mark of another script', 'क\u0301'],
    ['a sign of chant', 'ש\u0592'],
  ])('are not taken, with %s', (_, name) => {
    expect(parseName(name)).toBeUndefined();
    expect(parseRoomName(name)).toBeUndefined();
  });

  const characters = Array.from({ length: 0x20000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code));
  const marks = characters.filter((character) => /\p{M}/u.test(character));
  const letters = characters.filter((character) => /[\p{L}\p{Nd}]/u.test(character));

  it('have a character that is no letter, mark or digit, or no script in everyday use, in the midst of a name', () => {
    const ELSEWHERE =
      /[\p{sc=Egyptian_Hieroglyphs}\p{sc=Lisu}\p{sc=Cherokee}\p{sc=Nko}\p{sc=Coptic}\p{sc=Gothic}\p{sc=Runic}\p{sc=Vai}\p{sc=Tifinagh}]/u;
    const wrong = characters
      .filter((character) => !/[\p{L}\p{M}\p{Nd}_-]/u.test(character) || ELSEWHERE.test(character.normalize('NFKC')))
      .filter((character) => parseName(`al${character}ice`) !== undefined);
    expect(wrong).toEqual([]);
  });

  it('have a mark of one script on a letter of another', () => {
    const strange = marks.filter((mark) => !/[\p{scx=Inherited}\p{scx=Latin}\u0300-\u036f]/u.test(mark));
    expect(strange.length).toBeGreaterThan(1000);
    expect(strange.filter((mark) => parseName(`alic${mark}e`) !== undefined)).toEqual([]);
  });

  it('have the same mark twice, on any letter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...letters),
        fc.constantFrom(...marks),
        fc.constantFrom('', '\u0323'),
        (letter, mark, between) => {
          expect(parseName(letter + mark + between + mark)).toBeUndefined();
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('have more than three marks above or below a letter, whichever they are', () => {
    const stacking = marks.filter((mark) => /[\p{Mn}\p{Me}]/u.test(mark));
    const pile = fc.array(fc.constantFrom(...stacking), { minLength: 4, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom('a', 'ω', 'ж', 'ש', 'م', 'क', 'ก'), pile, (letter, all) => {
        expect(parseName(letter + all.join(''))).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('have a dot above any letter that has one, in whatever form it is typed', () => {
    const dotted = letters.filter((letter) => /[\p{Soft_Dotted}]/u.test(letter.normalize('NFKD')));
    expect(dotted.length).toBeGreaterThan(30);
    expect(dotted.filter((letter) => parseName(`${letter}\u0307`) !== undefined)).toEqual([]);
  });

  it('have a joiner anywhere in a name of a script that has no use for it', () => {
    const name = fc.constantFrom('alice', 'ольга', 'ωμεγα', 'משה', '小明', 'ธนาธร', '김철수');
    fc.assert(
      fc.property(name, fc.nat(7), fc.constantFrom('\u200c', '\u200d'), (plain, place, joiner) => {
        expect(parseName(plain.slice(0, place) + joiner + plain.slice(place))).toBeUndefined();
      }),
    );
  });

  it('are never longer than a line shows: whatever is taken is its own key again, without anything invisible', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...letters, ...marks), minLength: 1, maxLength: 4 }), (text) => {
        const name = parseName(text);
        if (name === undefined) return;
        expect(nameKey(nameKey(name))).toBe(nameKey(name));
        expect(name.normalize('NFKC')).not.toMatch(/[^\p{L}\p{M}\p{Nd}_-]|\p{Default_Ignorable_Code_Point}/u);
      }),
      { numRuns: 3000 },
    );
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
