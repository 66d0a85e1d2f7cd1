import * as fc from 'fast-check';
import { DIALECTS } from '../../../src/streams/dialects/dialects';
import type { Message } from '../../../src/streams/model/message';
import { weightOf } from '../../../src/streams/route/weight';

describe('the weight of a message', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 });
  const list = <T>(entry: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(entry, { minLength: 20, maxLength: 500 });
  const messages: fc.Arbitrary<Message> = fc.oneof(
    fc.record({ type: fc.constant('users' as const), names: list(text), more: fc.nat(9) }),
    fc.record({
      type: fc.constant('rooms' as const),
      rooms: list(fc.record({ name: text, members: fc.nat(9999) })),
      more: fc.nat(9),
    }),
    fc.record({
      type: fc.constant('help' as const),
      entries: list(fc.record({ syntax: text, does: text, answer: text })),
    }),
    fc.record({ type: fc.constant('whispered' as const), from: text, text: fc.string({ minLength: 100 }) }),
    fc.record({ type: fc.constant('notice' as const), text: fc.string({ minLength: 100 }) }),
  );

  it('is about the size of its lines, in each dialect', () => {
    fc.assert(
      fc.property(messages, fc.constantFrom(...DIALECTS), (message, dialect) => {
        const size = dialect.show(message).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
        expect(size).toBeLessThanOrEqual(weightOf(message) * 3);
        expect(weightOf(message)).toBeLessThanOrEqual(size * 3);
      }),
    );
  });
});
