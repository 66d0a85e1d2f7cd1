import { visible } from '../streams/decode/visible';

/** The maximum number of characters of a given text that a message shows. */
const MAX_SHOWN_CHARACTERS = 80;

/**
 * Makes a given text part of a message, so that the message stays one readable line whatever the text is.
 *
 * @param text a text from the command line, the environment or a file
 * @returns the text with hidden characters escaped, and shortened if it is long
 */
export function readable(text: string): string {
  const characters = Array.from(text.slice(0, 2 * MAX_SHOWN_CHARACTERS + 2));
  const isLong = characters.length > MAX_SHOWN_CHARACTERS;
  return `${visible(characters.slice(0, MAX_SHOWN_CHARACTERS).join(''))}${isLong ? '...' : ''}`;
}

/** A given text in quotes, as part of a message; see `readable`. */
export const quoted = (text: string): string => `"${readable(text)}"`;
