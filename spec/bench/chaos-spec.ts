import * as fc from 'fast-check';
import { missingIn } from '../../bench/chaos/crashed';
import { Ledger } from '../../bench/chaos/honest/ledger';
import { CHAOS_HELP, readChaosOptions } from '../../bench/chaos/options';
import { Random } from '../../bench/random';
import { added, listed, toldBy } from '../../bench/chaos/tally';
import { Watcher } from '../../bench/chaos/watcher';
import { OptionsError } from '../../bench/commandLine';

describe('what an honest client writes down', () => {
  const seeing = (...sequences: number[]): Ledger => {
    const ledger = new Ledger();
    for (const sequence of sequences) ledger.note(7, sequence);
    return ledger;
  };

  it.each([
    { what: 'all in order', sequences: [0, 1, 2], seen: 3, doubled: 0, reordered: 0, lost: 0 },
    { what: 'one missing', sequences: [0, 2], seen: 2, doubled: 0, reordered: 0, lost: 1 },
    { what: 'the last one missing', sequences: [0, 1], seen: 2, doubled: 0, reordered: 0, lost: 1 },
    { what: 'one late', sequences: [0, 2, 1], seen: 3, doubled: 0, reordered: 1, lost: 0 },
    { what: 'one twice', sequences: [0, 1, 1, 2], seen: 3, doubled: 1, reordered: 0, lost: 0 },
    { what: 'a late one twice', sequences: [1, 0, 0, 2], seen: 3, doubled: 1, reordered: 1, lost: 0 },
    { what: 'nothing', sequences: [], seen: 0, doubled: 0, reordered: 0, lost: 3 },
  ])('of three lines: $what', ({ sequences, lost, ...counts }) => {
    const ledger = seeing(...sequences);
    const { seen, doubled, reordered } = ledger;
    const { seen: wantedSeen, doubled: wantedDoubled, reordered: wantedReordered } = counts;
    expect([seen, doubled, reordered, ledger.lost(7, 3)]).toEqual([wantedSeen, wantedDoubled, wantedReordered, lost]);
  });

  it('is kept for each sender', () => {
    const ledger = seeing(0, 1);
    ledger.note(8, 0);
    expect([ledger.seen, ledger.lost(7, 2), ledger.lost(8, 1), ledger.lost(9, 4)]).toEqual([3, 0, 0, 4]);
  });
});

describe('the lines that a journal does not have', () => {
  it.each([
    [['a', 'b', 'c'], ['a', 'c'], []],
    [['a', 'b'], ['a', 'b', 'b'], ['b']],
    [['b', 'a'], ['a', 'b'], ['b']],
    [[], ['a'], ['a']],
  ])('of %j: those of %j that are not among them, in order: %j', (others, lines, missing) => {
    expect(missingIn(others, lines)).toEqual(missing);
  });
});

describe('the watcher of what clients receive', () => {
  const watched = (pieces: readonly Uint8Array[], telnet = false): { lines: string[]; unsafe: string | undefined } => {
    const lines: string[] = [];
    const watcher = new Watcher((line) => lines.push(line), telnet);
    for (const piece of pieces) watcher.take(piece);
    return { lines, unsafe: watcher.unsafe };
  };
  const safe = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter(
      (text) =>
        !/[\p{Cc}\p{Cf}\u2028\u2029\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|\p{M}{5}/u.test(text) &&
        Buffer.from(text).toString() === text,
    );

  it('finds nothing in lines that are safe to show, wherever they are cut, and hands them on', () => {
    fc.assert(
      fc.property(fc.array(safe), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(watched(pieces)).toEqual({ lines, unsafe: undefined });
      }),
    );
  });

  it.each([
    ...[
      '\0',
      '\t',
      '\r',
      '\x1b',
      '\x7f',
      '\x80',
      '\x9b',
      '\u061c',
      '\u200e',
      '\u2028',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufff9',
      '\u{e0072}',
      '\u{1ffff}',
      '\u0301'.repeat(5),
    ].map((text) => ({ name: JSON.stringify(text), bytes: Buffer.from(`a${text}b\n`) })),
    { name: 'Latin-1', bytes: Buffer.from('caf\xe9\n', 'latin1') },
    { name: 'a character that is cut', bytes: Buffer.from([0x61, 0xe2, 0x82, 0x0a]) },
    { name: 'a character made longer than it is', bytes: Buffer.from([0xc0, 0xaf, 0x0a]) },
    { name: 'a longer one', bytes: Buffer.from([0xe0, 0x80, 0xaf, 0x0a]) },
    { name: 'half of a surrogate pair', bytes: Buffer.from([0xed, 0xa0, 0x80, 0x0a]) },
    { name: 'more than Unicode has', bytes: Buffer.from([0xf4, 0x90, 0x80, 0x80, 0x0a]) },
    { name: 'an answer to telnet that nobody asked for', bytes: Buffer.from([0xff, 0xfc, 1, 0x0a]) },
  ])('finds $name', ({ bytes }) => {
    expect(watched([bytes]).unsafe).toMatch(/^byte 0x/);
    expect(watched(Array.from(bytes, (byte) => Buffer.of(byte))).unsafe).toMatch(/^byte 0x/);
  });

  it('finds nothing in four marks on each of two letters, and in joiners and selectors', () => {
    const line = `a${'\u0301'.repeat(4)}b${'\u0301'.repeat(4)} 👩\u200d👧 ❤\ufe0f می\u200cخواهم`;
    expect(watched([Buffer.from(`${line}\n`)])).toEqual({ lines: [line], unsafe: undefined });
  });

  it('lets answers to telnet pass where they were asked for, and no other command of telnet', () => {
    const answered = Buffer.concat([Buffer.from('o'), Buffer.of(0xff, 0xfc, 0x0a, 0xff, 0xfe, 1), Buffer.from('k\n')]);
    expect(watched([answered], true)).toEqual({ lines: ['ok'], unsafe: undefined });
    expect(watched([Buffer.of(0xff, 0xfb, 1)], true).unsafe).toBeDefined();
  });

  it('hands on no more than the beginning of a long line', () => {
    expect(watched([Buffer.from(`${'x'.repeat(5000)}\nshort\n`)]).lines).toEqual(['x'.repeat(160), 'short']);
  });
});

describe('what a hostile client was told', () => {
  it.each([
    ['ERR username_taken', { code: 'username_taken' }],
    ['SYSTEM: 42 lines skipped, your connection is slow', { skipped: 42 }],
    ['SYSTEM: 1 line skipped, your connection is slow', { skipped: 1 }],
    ['HTTP/1.1 400 this port is a chat server for plain text lines, not a web server: connect', { code: 'http' }],
    ['SYSTEM: this port is a chat server for plain text lines, without TLS: connect', { code: 'tls' }],
    ['SYSTEM: this port is a chat server for plain text lines, not SSH: connect', { code: 'ssh' }],
    [
      'SYSTEM: this port is a chat server for plain text lines, without the PROXY protocol: configure',
      { code: 'proxy' },
    ],
    ['HTTP/1.1 421 Misdirected Request', { status: '421' }],
    ['bob: HTTP/1.1 404 Not Found', undefined],
    ['bob: ERR username_taken', undefined],
    ['bob: SYSTEM: 42 lines skipped, your connection is slow', undefined],
    ['bob: this port is a chat server, not SSH', undefined],
    ['SYSTEM: bob joined', undefined],
  ])('%s', (line, told) => {
    expect(toldBy(line)).toEqual(told);
  });

  it('is added up, and listed with the most frequent first', () => {
    expect(listed(added([{ a: 1, b: 2000 }, { a: 2 }]))).toBe('2,000 b, 3 a');
  });
});

describe('random numbers of a seed', () => {
  const drawn = (random: Random): number[] => Array.from({ length: 5 }, () => random.whole(0, 999));

  it('are the same for the same seed, kind and client, and others for any other', () => {
    const first = drawn(Random.for(1, 'flood', 0));
    expect(drawn(Random.for(1, 'flood', 0))).toEqual(first);
    for (const other of [Random.for(2, 'flood', 0), Random.for(1, 'noise', 0), Random.for(1, 'flood', 1)])
      expect(drawn(other)).not.toEqual(first);
  });

  it('are within their bounds, and reach them', () => {
    const random = new Random(3);
    const all = new Set(Array.from({ length: 1000 }, () => random.whole(-1, 2)));
    expect(Array.from(all).sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
    expect(random.bytes(7)).toHaveLength(7);
    expect(['a', 'b']).toContain(random.pick(['a', 'b']));
  });
});

describe('the options of chaos', () => {
  it('are a minute and a seed by chance where nothing is said', () => {
    const { server, ...rest } = readChaosOptions([], () => 0.5)!;
    expect(server).toMatch(/dist.server\.js$/);
    expect(rest).toEqual({ seconds: 60, seed: 2 ** 31, json: undefined, log: undefined });
  });

  it('are read from flags, all of which the help names', () => {
    const args = ['--seconds', '15', '--seed', '7', '--server', 'a.js', '--json', 'a.json', '--log', 'a.log'];
    expect(readChaosOptions(args)).toEqual({ seconds: 15, seed: 7, server: 'a.js', json: 'a.json', log: 'a.log' });
    for (const flag of args.filter((arg) => arg.startsWith('--'))) expect(CHAOS_HELP).toContain(`\n  ${flag} `);
    expect(readChaosOptions(['--help'])).toBeUndefined();
  });

  it.each([
    { args: ['--seconds', '0'], says: '--seconds is a number from 1, not "0"' },
    { args: ['--seed', 'x'], says: '--seed is a number from 0, not "x"' },
    { args: ['--fast'], says: "'--fast'" },
  ])('are refused in a sentence: $args', ({ args, says }) => {
    expect(() => readChaosOptions(args)).toThrow(OptionsError);
    expect(() => readChaosOptions(args)).toThrow(says);
  });
});
