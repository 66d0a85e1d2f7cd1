/** An order of strings, as `Array.prototype.sort` takes it. */
export type Order = (a: string, b: string) => number;

/** UTF-16 units that are surrogates or come after them: only here does the order of units differ from that of code points. */
const FROM_SURROGATES = /[\ud800-\uffff]/;

/**
 * Compares two strings by their code points, which is also the order of their bytes in UTF-8.
 *
 * @returns a negative number, 0 or a positive number
 */
export const byCodePoint: Order = (a, b) => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const unitA = a.charCodeAt(index);
    const unitB = b.charCodeAt(index);
    if (unitA === unitB) continue;
    // A surrogate stands for a code point above all those that one unit can hold.
    const surrogates = Number(isSurrogate(unitA)) - Number(isSurrogate(unitB));
    return surrogates === 0 ? unitA - unitB : surrogates;
  }
  return a.length - b.length;
};

/**
 * Chooses the cheapest function that compares one string with others by code point.
 *
 * Most names have no unit from the surrogates on. At the first unit that differs, such a name has a unit below them, so
 * the order of units, which the engine compares much faster than a loop does, is the order of code points whatever the other name is.
 *
 * @param key the string that is always the first of the two compared
 * @returns an order that agrees with `byCodePoint` for this first string
 */
export const orderFrom = (key: string): Order => (FROM_SURROGATES.test(key) ? byCodePoint : byUnit);

const byUnit: Order = (a, b) => {
  if (a < b) return -1;
  return a === b ? 0 : 1;
};

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
