import fc from 'fast-check';
import {
  bytes,
  choice,
  count,
  duration,
  networks,
  type ValueType,
  port,
  text,
  boolean,
} from '../../src/config/valueTypes';

/** Reads each text; what is none is undefined. */
const readAll = <T>(kind: ValueType<T>, ...given: string[]): (T | undefined)[] => given.map((each) => kind.read(each));
const nothing = (given: readonly string[]): undefined[] => given.map(() => undefined);

describe('a text', () => {
  it('is anything but nothing, without the space around it', () => {
    expect(readAll(text, '::', ' localhost ', 'a b')).toEqual(['::', 'localhost', 'a b']);
    expect(readAll(text, '', '  ')).toEqual([undefined, undefined]);
  });
});

describe('networks', () => {
  it('are addresses and CIDR blocks of both families, or none', () => {
    expect(readAll(networks, '', '10.0.0.0/8', '::1, fd00::/8 ,192.0.2.1')).toEqual([
      '',
      '10.0.0.0/8',
      '::1,fd00::/8,192.0.2.1',
    ]);
    const wrong = [',', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', 'localhost', 'fe80::1%eth0'];
    expect(readAll(networks, ...wrong, '10.0.0.1,', '10.0.0.0/-1', '/8')).toEqual(nothing([...wrong, '', '', '']));
  });

  it('are shown as they are read', () => {
    expect(networks.show('10.0.0.0/8,::1')).toBe('10.0.0.0/8,::1');
  });
});

describe('a port', () => {
  it('is a whole number from 0 to 65535', () => {
    expect(readAll(port, '0', '5000', '65535', '0080')).toEqual([0, 5000, 65_535, 80]);
    const wrong = ['65536', '-1', '1.5', '1e3', '0x50', 'http', '', ' 80', '٨٠', 'Infinity'];
    expect(readAll(port, ...wrong)).toEqual(nothing(wrong));
  });
});

describe('a toggle', () => {
  it('is true or false, and nothing else', () => {
    expect(readAll(boolean, 'true', 'false')).toEqual([true, false]);
    const wrong = ['', 'TRUE', 'yes', '1', '0', 'constructor', 'toString', '__proto__'];
    expect(readAll(boolean, ...wrong)).toEqual(nothing(wrong));
  });
});

describe('a duration', () => {
  it.each([
    ['60', 60_000],
    ['0', 0],
    ['1.5', 1500],
    ['1.5s', 1500],
    ['500ms', 500],
    ['500 ms', 500],
    ['2m', 120_000],
    ['2M', 120_000],
    ['0.5m', 30_000],
    ['1440m', 86_400_000],
    [' 5 ', 5000],
  ])('%j is %i ms', (given, milliseconds) => {
    expect(duration.read(given)).toBe(milliseconds);
  });

  it.each(['', 's', '-1', '1h', '1 2', '1e3', '.5', '5.', '1441m', '86401', 'NaN', '1constructor', '1__proto__'])(
    '%j is none',
    (given) => {
      expect(duration.read(given)).toBeUndefined();
    },
  );
});

describe('a size', () => {
  it.each([
    ['1024', 1024],
    ['65536', 65_536],
    ['1KiB', 1024],
    ['256kib', 262_144],
    ['1.5 MiB', 1_572_864],
    ['64GiB', 68_719_476_736],
  ])('%j is %i bytes', (given, size) => {
    expect(bytes.read(given)).toBe(size);
  });

  it.each(['', '0', '1023', '0.5KiB', '65GiB', '1KB', '1k', '1B', '-1024', 'lots'])('%j is none', (given) => {
    expect(bytes.read(given)).toBeUndefined();
  });
});

describe('a count', () => {
  it('is a whole number from its least on', () => {
    expect(readAll(count(1), '1', '10000', '1000000000')).toEqual([1, 10_000, 1_000_000_000]);
    expect(readAll(count(1), '0', '1000000001', '-5', '1.0', 'many', '')).toEqual(nothing(['', '', '', '', '', '']));
    expect(count(0).read('0')).toBe(0);
  });
});

describe('a choice', () => {
  it('is one of its words', () => {
    const fruit = choice('apple', 'pear');
    expect(readAll(fruit, 'apple', 'pear')).toEqual(['apple', 'pear']);
    expect(readAll(fruit, 'Apple', 'plum', '', 'toString')).toEqual(nothing(['', '', '', '']));
    expect(fruit.placeholder).toBe('apple|pear');
    expect(fruit.allowed).toBe('apple or pear');
  });
});

describe('every kind', () => {
  const property = <T>(kind: ValueType<T>, values: fc.Arbitrary<T>): (() => void) => {
    return () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(kind.read(kind.show(value))).toBe(value);
        }),
      );
    };
  };

  it('reads a port that it shows', property(port, fc.integer({ min: 0, max: 65_535 })));
  it('reads a toggle that it shows', property(boolean, fc.boolean()));
  it('reads a duration that it shows', property(duration, fc.integer({ min: 0, max: 86_400_000 })));
  it('reads a size that it shows', property(bytes, fc.integer({ min: 1024, max: 64 * 1024 ** 3 })));
  it('reads a count that it shows', property(count(1), fc.integer({ min: 1, max: 1_000_000_000 })));
  it('reads a choice that it shows', property(choice('a', 'b'), fc.constantFrom('a', 'b')));

  it('makes a plain value of any text, or nothing', () => {
    const kinds: ValueType<unknown>[] = [
      text,
      port,
      boolean,
      duration,
      bytes,
      count(1),
      choice('a'),
    ] as ValueType<unknown>[];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.oneof(fc.string(), fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype))),
        (kind, given) => {
          expect(['undefined', 'string', 'number', 'boolean']).toContain(typeof kind.read(given));
        },
      ),
    );
  });
});
