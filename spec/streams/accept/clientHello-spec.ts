import fc from 'fast-check';
import { ClientHello } from '../../../src/streams/accept/clientHello';

/** A hello of so many bytes, in records that end at the given places. */
function helloOf(length: number, ends: readonly number[]): Buffer {
  const message = Buffer.concat([Buffer.of(1, 0, length >> 8, length & 255), Buffer.alloc(length, 7)]);
  return Buffer.concat(
    cut(message, ends).map((part) => Buffer.concat([Buffer.of(0x16, 3, 1, part.length >> 8, part.length & 255), part])),
  );
}

/** Cuts bytes at places, which are taken modulo their number; no piece is empty. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length))].filter((place) => place > 0);
  const sorted = [0, ...ends.sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

const places = fc.array(fc.nat(20_000), { maxLength: 40 });

describe('ClientHello', () => {
  it('is whole with its last byte and not before, however it is cut into pieces and records', () => {
    fc.assert(
      fc.property(fc.nat(8000), places, places, (length, records, pieces) => {
        const bytes = helloOf(length, records);
        const hello = new ClientHello();
        for (const piece of cut(bytes.subarray(0, -1), pieces)) expect(hello.add(piece)).toBe('open');
        expect(hello.add(bytes.subarray(-1))).toBe('whole');
      }),
    );
  });

  it('leaves open what comes behind it', () => {
    expect(new ClientHello().add(Buffer.concat([helloOf(100, []), Buffer.of(1, 2, 3)]))).toBe('whole');
  });

  it('is never open beyond 16 KiB, whatever its records say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16_380, max: 65_000 }), places, (length, records) => {
        expect(new ClientHello().add(helloOf(length, records).subarray(0, 16 * 1024))).toBe('faulty');
      }),
    );
  });

  it.each([
    ['another message', [0x16, 3, 1, 0, 4, 2]],
    ['an empty record', [0x16, 3, 1, 0, 0]],
    ['an alert within it', [0x16, 3, 1, 0, 1, 1, 0x15]],
    ['another version of the record', [0x16, 4]],
  ])('is faulty with %s', (_, bytes) => {
    expect(new ClientHello().add(Buffer.from(bytes))).toBe('faulty');
  });
});
