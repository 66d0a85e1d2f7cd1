import fc from 'fast-check';
import { CONFUSABLES } from '../../../src/streams/reduce/confusables';
import { mixesScripts, nameFault, readings } from '../../../src/streams/reduce/lookAlikes';
import { nameKey, parseName } from '../../../src/streams/reduce/names';

const waysOf = (name: string): string[] => [nameKey(name), ...readings(name)];

/** Whether a name is refused beside another one. */
const readAlike = (one: string, other: string): boolean => {
  const ways = waysOf(one);
  return waysOf(other).some((way) => ways.includes(way));
};

describe('two names read alike', () => {
  it.each([
    ['a capital I for an l', 'PayPaI', 'PayPal'],
    ['that, whatever the case of the rest', 'paypaI', 'PAYPAL'],
    ['a small l for a capital I', 'ALlCE', 'ALICE'],
    ['that, for a name that is in use in small letters', 'ALlCE', 'alice'],
    ['capitals that are drawn as small letters are', 'AIl', 'all'],
    ['a one for an l', 'a1ice', 'alice'],
    ['a one for a capital I', 'A1ICE', 'alice'],
    ['a zero for an o', 'b0b', 'Bob'],
    ['a zero for a capital O', 'B0B', 'bob'],
    ['letters for the digits of a number', 'userl7', 'user17'],
    ['letters for digits at the end', 'user2o', 'USER20'],
    ['letters for all digits', 'userlo', 'user10'],
    ['rn for m', 'darn', 'dam'],
    ['rn for m, in a longer name', 'jarnes', 'James'],
    ['a mark on the m', 'rńa', 'ḿa'],
    ['Cyrillic letters', 'сосо', 'coco'],
    ['Cyrillic letters, whatever the case', 'СОСО', 'coco'],
    ['the small capitals of Cyrillic, which are no small capitals', 'BEPA', 'вера'],
    ['Cyrillic capitals', 'ВЕРА', 'BEPA'],
    ['the Cyrillic І, which is a bar', 'СОІ', 'col'],
    ['the Cyrillic І, which is an I', 'СОІ', 'coi'],
    ['Greek capitals', 'ΑΝΝΑ', 'Anna'],
    ['an Armenian o', 'bօb', 'bob'],
    ['a dotless i', 'tım', 'tim'],
    ['the capital of Turkish that has a dot', 'İbrahim', 'ibrahim'],
    ['that, in the midst of a name', 'alİ', 'ali'],
    ['a ligature of other letters', 'ꜳron', 'aaron'],
    ['Kanji that are drawn as Katakana are', '力ト', 'カト'],
  ])('with %s: %s, %s', (_, one, other) => {
    expect(parseName(one)).toBe(one);
    expect(parseName(other)).toBe(other);
    expect(nameKey(one)).not.toBe(nameKey(other));
    expect(readAlike(one, other)).toBe(true);
  });

  it.each([
    ['alice', 'alicia'],
    ['ali', 'all'],
    ['ian', 'lan'],
    ['kai', 'kal'],
    ['mia', 'mla'],
    ['paypai', 'paypal'],
    ['van', 'nan'],
    ['uno', 'yno'],
    ['zoe', 'zoë'],
    ['jose', 'josé'],
    ['a-b', 'a_b'],
    ['ab', 'ba'],
    ['o2', 'z2'],
    ['user5', 'users'],
    ['ольга', 'olga'],
    ['анна', 'anna'],
    ['николай', 'никита'],
    ['小明', '小红'],
    ['田中', '由中'],
    ['ハナ', 'バナ'],
    ['محمد', 'محمود'],
  ])('%s and %s do not', (one, other) => {
    expect(readAlike(one, other)).toBe(false);
  });

  it('where one is the other in another case, width or form', () => {
    const forms = ['Amélie', 'AMÉLIE', 'amélie', 'Ａｍéｌｉｅ', 'Ame\u0301lie', '𝐀mélie'];
    for (const form of forms) expect(readAlike(form, 'amélie')).toBe(true);
  });

  it('never where names of plain small letters and digits, without o, l, rn, 0 and 1, differ at all', () => {
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('abcdefghijkmpqrstuvwxyz23456789-_')),
      minLength: 1,
      maxLength: 16,
    });
    fc.assert(fc.property(name, name, (one, other) => one === other || !readAlike(one, other)));
  });

  it('wherever letters are replaced by others that are drawn alike', () => {
    const fromPoint = (point: string): string => String.fromCodePoint(parseInt(point, 16));
    const alike = new Map<string, string[]>();
    for (const word of CONFUSABLES.split(' ')) {
      const [prototype = '', characters = ''] = word.split('=');
      const letter = prototype.split('+').map(fromPoint).join('');
      if (/^[A-Za-z]+$/.test(letter))
        alike.set(letter, [...(alike.get(letter) ?? [letter]), ...characters.split(',').map(fromPoint)]);
    }
    expect(alike.size).toBeGreaterThan(50);
    const syllable = fc
      .constantFrom(...alike.values())
      .chain((same) => fc.tuple(fc.constantFrom(...same), fc.constantFrom(...same)));
    fc.assert(
      fc.property(fc.array(syllable, { minLength: 1, maxLength: 6 }), (syllables) => {
        const one = syllables.map(([letter]) => letter).join('');
        const other = syllables.map(([, letter]) => letter).join('');
        expect(readAlike(one, other)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('as they are told apart: twins of a name are found, wherever they are', () => {
    const twins = [/0/g, /1/g, /m/g] as const;
    const letters = ['o', 'l', 'rn'] as const;
    const name = fc.string({ unit: fc.constantFrom(...Array.from('abmnor01l279')), minLength: 1, maxLength: 8 });
    const plain = (text: string): string => twins.reduce((rest, twin, n) => rest.replace(twin, letters[n]!), text);
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(readAlike(one, other)).toBe(plain(one) === plain(other));
        expect(readAlike(one, plain(one))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('numbered names', () => {
  const COUNT = 10_000;

  it.each(['c', 'u', 'user', 'user-', 'n', 'guest-', 'name', 'bob_', 'o', 'Client', 'N', 'игрок', '客'])(
    `%s0 to %s${COUNT - 1} are all told apart, with and without zeros in front`,
    (stem) => {
      for (const digits of [1, 4]) {
        const ways = Array.from({ length: COUNT }, (_, number) =>
          waysOf(`${stem}${String(number).padStart(digits, '0')}`),
        );
        expect(new Set(ways.flat()).size).toBe(ways.flat().length);
      }
    },
  );

  it('have no other reading but where the number is of zeros and ones, so that nothing more is kept of them', () => {
    const others = Array.from({ length: COUNT }, (_, number) => readings(`user${number}`)).filter(
      ({ length }) => length,
    );
    expect(others).toHaveLength(2 + 2 + 4 + 8);
  });
});

describe('readings', () => {
  it.each(['alice', 'a', '-', '_', '42', 'user17', 'u0007', 'josé', 'zoë', '小明', 'm', 'ḿ'])(
    'are none for %s, but what it is',
    (name) => {
      expect(readings(name)).toStrictEqual([]);
    },
  );

  it.each(['alice', 'ALICE', 'ALlCE', 'a1ice', 'вера', 'ΑΝΝΑ', '力ト', 'ḿ', 'İstanbul', 'ẞ', 'ŉ', 'ꭺ'])(
    'of %s never have the name as it is compared among them, and none twice',
    (name) => {
      expect(readings(name)).not.toContain(nameKey(name));
      expect(new Set(readings(name)).size).toBe(readings(name).length);
    },
  );

  it('are the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 16 }), (name) => {
        expect(readings(name)).toStrictEqual(readings(name));
      }),
    );
  });
});

describe('mixesScripts', () => {
  it.each([
    ['a Cyrillic р in Latin', 'рaypal'],
    ['a Latin l in Cyrillic', 'раураl'],
    ['a Greek omicron in Latin', 'bοb'],
    ['Greek and Cyrillic', 'βеrа'],
    ['a Greek letter drawn for mathematics', 'a𝛼'],
    ['a Latin letter drawn for mathematics', 'Ж𝐚'],
    ['a full-width Latin letter', 'Жａ'],
    ['the micro sign, which is a Greek letter', 'aµ'],
    ['a mark that only Cyrillic has', 'a\u0487'],
  ])('finds %s', (_, name) => {
    expect(mixesScripts(name)).toBe(true);
  });

  it.each([
    'alice',
    'Zoë-42',
    'ольга_1',
    'Ёжик',
    'и\u0306',
    'x\u0301',
    'Ὀδυσσεύς',
    'ω\u0301',
    '日本のカナ漢字',
    'DJ小明',
    'Zoë小明',
    'K팝',
    'Ольга小明',
    'mohaمد',
    'ա_bob',
    '١٢٣abc',
    '1-2_3',
  ])('finds nothing in %s', (name) => {
    expect(parseName(name)).toBe(name);
    expect(mixesScripts(name)).toBe(false);
  });
});

describe('nameFault', () => {
  const faultOf = (name: string, inUse: (reading: string) => boolean = () => false): unknown =>
    nameFault(name, readings(name), inUse);

  it.each(['alice', 'сосо', 'Ольга', 'ΑΝΝΑ', '小明'])('is none for %s, where nobody reads like it', (name) => {
    expect(faultOf(name)).toBeUndefined();
  });

  it('asks for the name as it is compared, and for each reading', () => {
    const asked: string[] = [];
    faultOf('PayPaI', (reading) => {
      asked.push(reading);
      return false;
    });
    expect(asked).toStrictEqual(['paypai', 'paypal']);
  });

  it('is told of what reads like a name in use', () => {
    expect(faultOf('PayPaI', (reading) => reading === 'paypal')).toBe('like_one_in_use');
    expect(faultOf('PayPaI', (reading) => reading === 'paypai')).toBe('like_one_in_use');
  });

  it.each([
    ['ЅУЅТЕМ', 'like_reserved'],
    ['ΟΚ', 'like_reserved'],
    ['0k', 'like_reserved'],
    ['he1p', 'like_reserved'],
    ['l0bby', 'like_reserved'],
    ['r0orns', 'like_reserved'],
    ['SYSTЕM', 'mixed_scripts'],
    ['ꓳꓗ', 'like_reserved'],
  ])('is, for %s, %s', (name, fault) => {
    expect(faultOf(name)).toBe(fault);
  });

  it('says first that scripts are mixed, which no other user could change', () => {
    expect(faultOf('раураl', () => true)).toBe('mixed_scripts');
  });

  it.each(['systems', 'user', 'room', 'bye-bye', 'error', 'okay', 'lobbyist', 'her', 'byte'])(
    'is none for %s, which only begins like a reserved word',
    (name) => {
      expect(faultOf(name)).toBeUndefined();
    },
  );
});

describe('the table', () => {
  const words = CONFUSABLES.split(' ');

  it('has words of one form, and each character once', () => {
    for (const word of words) expect(word).toMatch(/^[0-9a-f]+(\+[0-9a-f]+)*=[0-9a-f]+(,[0-9a-f]+)*$/);
    const characters = words.flatMap((word) => word.split('=')[1]!.split(','));
    expect(new Set(characters).size).toBe(characters.length);
    expect(characters.length).toBeGreaterThan(1900);
  });
});
