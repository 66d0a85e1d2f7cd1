/** A defect of this program: something does not hold that must. The message names it. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Checks what must hold, in production too: going on with a broken state costs more than the client whose event it was.
 *
 * @param holds whether it holds
 * @param what what must hold, as a sentence
 * @throws InvariantError if it does not
 */
export function invariant(holds: boolean, what: string): asserts holds {
  if (!holds) throw new InvariantError(`must hold: ${what}`);
}
