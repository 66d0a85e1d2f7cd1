import fc from 'fast-check';

/** Lines that are not worth printing in a counterexample, or cannot be: each by a name that says what it is. */
const SPECIAL: Readonly<Record<string, Uint8Array>> = {
  '<half an emoji>': Buffer.of(0xf0, 0x9f, 0x98),
  '<a byte 0xfe>': Buffer.of(0x61, 0xfe, 0x62),
  '<512 characters>': Buffer.from('é'.repeat(512)),
  '<513 characters>': Buffer.from('é'.repeat(513)),
  '<4096 bytes>': Buffer.from('x'.repeat(4096)),
  '<4097 bytes>': Buffer.from('x'.repeat(4097)),
  '<9000 bytes>': Buffer.from('x'.repeat(9000)),
};

/** The bytes of a line, without its ending. */
export const encoded = (line: string): Uint8Array => SPECIAL[line] ?? Buffer.from(line);

/** Objects with these properties, made as a literal is: a counterexample prints nothing but what it says. */
export const record = <T>(properties: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(properties, { noNullPrototype: true });

/**
 * Few names, so that they are in each other's way: in other cases, in full width, composed and decomposed; and with other
 * letters that are drawn alike, of which those with a Cyrillic а are mixed.
 */
export const name = fc.constantFrom(
  ...['alice', 'Alice', 'ＡＬＩＣＥ', 'bob', 'BOB', 'josé', 'jose\u0301', '李', 'a-b_c'],
  ...['AIice', 'ALlCE', 'a1ice', '\u0430lice', 'B0B', 'вов', 'ВоВ', 'ЅУЅТЕМ'],
  ...['bob\u17d2', 'bo\u0335b', 'alice\u02d0', 'al\u200cice', 'server', 'علی\u200cرضا', 'علیرضا', 'jose\u0301\u0301'],
);

const room = fc.constantFrom(
  ...['dev', 'Dev', 'DEV', 'ops', '李', 'lobby', 'Lobby', 'bad name', 'SYSTEM', ''],
  ...['0ps', 'орѕ', 'l0bby', '1obby', 'd\u0435v', 'systern'],
);

const text = fc.constantFrom(
  ...['hello', '😀 smile', 'cafe\u0301', ' spaced ', 'tab\there', '//slash', 'SYSTEM: forged', ''],
  ...[
    'red \x1b[31m',
    'bell\x07',
    '\x7f\x85',
    'slip\bp',
    'wrong\x15right',
    '\x1b[Aup',
    '\x03',
    'a\x05b',
    'two\rlines',
    '\x04',
    '\u202egnp.exe',
    'two\u2028lines',
    'GET / HTTP/1.1',
  ],
  ...[
    ' /w bob hi',
    '\ufeff/users',
    '\uff0fw bob hi',
    '\u200b/leave',
    '\u200b\u3164',
    '\u2800',
    `hi${' '.repeat(70)}SYSTEM: no`,
  ],
  ...['a\u200bb', 'z\u0351\u0316\u0308\u0351\u0316', '👩\u200d👧 \u{1f3f4}\u{e0067}', 'می\u200cخواهم', '\ufffe'],
);

/** A line that a client may type: what people say, every command, and what is neither. */
export const line = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: name },
  { weight: 4, arbitrary: fc.tuple(name, text).map(([to, said]) => `/w ${to} ${said}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('ignore', 'ignore', 'unignore'), name)
      .map(([does, whom]) => `/${does} ${whom}`),
  },
  { weight: 6, arbitrary: room.map((to) => `/join ${to}`) },
  { weight: 3, arbitrary: fc.constantFrom('/leave', '/users', '/users *', '/rooms', '/rooms') },
  { weight: 1, arbitrary: fc.constantFrom('/exit', '/help', '/w', '/w bob', '/weather', '/leave now', '/users x') },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(SPECIAL)) },
);

/** What a client sends in one go. */
export interface Typed {
  readonly lines: readonly string[];
  readonly ending: '\n' | '\r\n' | '\r' | '\r\0';
  /** Where the bytes are cut into pieces, as parts of a thousand. */
  readonly cuts: readonly number[];
  /** How many of the last bytes are kept back, and come before those of the next time. */
  readonly held: number;
}

export const typed: fc.Arbitrary<Typed> = record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  ending: fc.constantFrom('\n', '\r\n', '\r', '\r\0'),
  cuts: fc.array(fc.nat(1000), { maxLength: 3 }),
  held: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
});

/** Turns what a client types into pieces of bytes, and keeps what it holds back. */
export class Typist {
  private held: Uint8Array = new Uint8Array();

  /** The pieces that leave now. */
  pieces({ lines, ending, cuts, held }: Typed): Uint8Array[] {
    const bytes = Buffer.concat([this.held, ...lines.flatMap((line) => [encoded(line), Buffer.from(ending)])]);
    const end = Math.max(0, bytes.length - held);
    this.held = bytes.subarray(end);
    const marks = cuts.map((cut) => Math.floor((cut * end) / 1000)).sort((a, b) => a - b);
    return [0, ...marks].map((mark, index) => bytes.subarray(mark, marks[index] ?? end)).filter(({ length }) => length);
  }
}
