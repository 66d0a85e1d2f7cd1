/**
 * Copies a text that is kept: a slice of a string keeps the whole string in memory, which may be a chunk of input.
 *
 * @param text the text
 * @returns the same text in memory of its own
 */
export const ownCopy = (text: string): string => Buffer.from(text).toString();
