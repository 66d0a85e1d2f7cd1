/** What a number, a word of the protocol or a separator is taken for, in bytes. */
const SMALL_VALUE_BYTES = 2;

/**
 * How much a client receives by a message, in bytes, without showing it: all of its texts. It looks at the data alone, so a
 * message that is added later has a weight too, and a list has that of its entries.
 *
 * @param value a message, or a part of one
 * @returns about as many bytes as the line has
 */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return SMALL_VALUE_BYTES;
  if (Array.isArray(value) && typeof value[0] === 'string') return Buffer.byteLength(value.join()); // one call for all
  let sum = 0;
  for (const part of Object.values(value)) sum += weightOf(part);
  return sum;
}
