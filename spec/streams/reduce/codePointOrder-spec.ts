import fc from 'fast-check';
import { byCodePoint, orderFrom } from '../../../src/streams/reduce/codePointOrder';

describe('byCodePoint', () => {
  it('has capitals before small letters, and a prefix before what it begins', () => {
    expect(['bob', 'alice', 'al', 'Zoe'].sort(byCodePoint)).toEqual(['Zoe', 'al', 'alice', 'bob']);
  });

  it('is 0 for the same name', () => {
    expect(byCodePoint('Zoë', 'Zoë')).toBe(0);
    expect(byCodePoint('𠮷', '𠮷')).toBe(0);
  });

  it('has letters outside of the basic plane after the last ones in it, as their bytes are', () => {
    const names = ['𠮷', 'ﬁ', 'a', '𐐀', '小', '\ud7a3'];
    const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(byBytes).toEqual(['a', '小', '\ud7a3', 'ﬁ', '𐐀', '𠮷']);
    expect(names.toSorted(byCodePoint)).toEqual(byBytes);
    expect(names.toReversed().sort(byCodePoint)).toEqual(byBytes);
  });

  it('looks at the second half of a pair where the first is the same', () => {
    expect(byCodePoint('\u{1d400}', '\u{1d401}')).toBeLessThan(0);
    expect(byCodePoint('\u{1d401}', '\u{1d400}')).toBeGreaterThan(0);
  });
});

describe('orderFrom', () => {
  const units = fc.string({
    unit: fc.constantFrom('', 'a', 'Z', '\u0301', '\ud7ff', '\ud83d', '\udc00', '\ue000', '\uffff', '\u{10000}', '𠮷'),
    maxLength: 6,
  });

  it('is the order of code points, from any string to any other', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(Math.sign(orderFrom(a)(a, b))).toBe(Math.sign(byCodePoint(a, b)));
      }),
    );
  });

  it('leaves comparing to the engine where it can', () => {
    expect(orderFrom('Zoë')).not.toBe(byCodePoint);
    expect(orderFrom('Zoë')).toBe(orderFrom('小明'));
    expect(orderFrom('ﬁn')).toBe(byCodePoint);
    expect(orderFrom('𠮷')).toBe(byCodePoint);
  });
});
