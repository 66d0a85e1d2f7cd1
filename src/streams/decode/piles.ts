/** Marks on one character, above, below and through it; more would cover the lines around it. */
export const MAX_MARKS = 4;

const PILE = /[\p{M}\u200c\u200d]{2,}/gu;
/** Marks that take up no space beside their letter, so that they are drawn over one another. */
const STACKING = /[\p{Mn}\p{Me}]/gu;

/**
 * Leaves out the marks of a character beyond the fourth. Those that a composed character has already count, and vowel
 * signs that stand beside their letter do not.
 */
export function limitMarks(text: string): string {
  return text.replace(PILE, (pile: string, start: number) => {
    let left = MAX_MARKS - stacked(characterBefore(text, start));
    const marks = Array.from(pile);
    const kept = marks.filter((mark) => {
      const height = stacked(mark);
      if (height > 0 && height > left) return false;
      left -= height;
      return true;
    });
    return kept.length === marks.length ? pile : kept.join('');
  });
}

const stacked = (characters: string): number => characters.normalize('NFD').match(STACKING)?.length ?? 0;

const characterBefore = (text: string, end: number): string =>
  Array.from(text.slice(Math.max(0, end - 2), end)).at(-1) ?? '';
