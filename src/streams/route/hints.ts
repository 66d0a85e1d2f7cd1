import type { NameFault } from '../model/refusal';

const NAME_RULE = '1 to 16 letters, digits, - or _';

/** The hints for codes that do not explain themselves. */
const HINTS: Readonly<Record<string, string>> = {
  username_invalid: `a username is ${NAME_RULE}`,
  room_invalid: `a room name is ${NAME_RULE}`,
  unknown_command: '/help lists the commands; //TEXT says a text that begins with a slash',
};

/** The hints for well-formed names that can be mistaken for another. */
const FAULTS: Record<NameFault, (subject: string) => string> = {
  mixed_scripts: (subject) => `a ${subject} does not mix Latin, Cyrillic and Greek letters`,
  like_reserved: (subject) => `that ${subject} reads like a reserved word; choose another`,
  like_one_in_use: (subject) => `that ${subject} reads like one in use; choose another`,
};

/**
 * Returns the hint for a refusal.
 *
 * @param code the code of the refusal
 * @param fault the fault of a well-formed name
 * @returns a sentence, or `undefined` if the code is sufficient
 */
export function hintOf(code: string, fault?: NameFault): string | undefined {
  if (fault) return FAULTS[fault](code === 'room_invalid' ? 'room name' : 'username');
  return Object.hasOwn(HINTS, code) ? HINTS[code] : undefined;
}
