/** The maximum number of characters of a given text that a message shows. */
const MAX_SHOWN_CHARACTERS = 80;

/** The characters that do not show on a terminal or that control it: controls, formats, and separators of lines. */
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Escapes the characters of a message that do not show or that control a terminal, such as `\x1b`. */
export function escaped(message: string): string {
  return message.replace(UNREADABLE, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/**
 * Makes a given text part of a message, so that the message stays one readable line whatever the text is.
 *
 * @param text a text from the command line, the environment or a file
 * @returns the text with unreadable characters escaped, and shortened if it is long
 */
export function readable(text: string): string {
  const characters = Array.from(text.slice(0, 2 * MAX_SHOWN_CHARACTERS + 2));
  const isLong = characters.length > MAX_SHOWN_CHARACTERS;
  return `${escaped(characters.slice(0, MAX_SHOWN_CHARACTERS).join(''))}${isLong ? '...' : ''}`;
}

/** A given text in quotes, as part of a message; see `readable`. */
export const quoted = (text: string): string => `"${readable(text)}"`;
