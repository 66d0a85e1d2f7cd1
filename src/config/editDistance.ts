/**
 * Counts how many slips of the keyboard are between two words: a letter too many, one too few, a wrong one, or two
 * neighbours in the wrong order. (The optimal string alignment distance.)
 *
 * @param left a word
 * @param right another one
 * @returns the least number of slips that make one of the other; 0 for equal words
 */
export function editDistance(left: string, right: string): number {
  /** Distances between the first letters of the left word, so many as the row's number, and those of the right word. */
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= left.length; row += 1) {
    const distances = [row];
    rows.push(distances);
    for (let column = 1; column <= right.length; column += 1) {
      const isEqual = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const replaced = at(row - 1, column - 1) + (isEqual ? 0 : 1);
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : Infinity;
      distances[column] = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped);
    }
  }
  return at(left.length, right.length);
}
