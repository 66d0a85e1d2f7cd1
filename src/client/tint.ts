/** Neighbours are far apart: it shares no factor with what is a usual number of tints. */
const STEP = 137;

/**
 * Which tint a name has: always the same one, in any case, so that people know each other by it.
 *
 * @param name a name
 * @param tints how many tints there are
 * @returns the number of the tint, from 0 on
 */
export function tintOf(name: string, tints: number): number {
  let hash = 0;
  for (const character of name.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_536;
  return (hash * STEP) % tints;
}
