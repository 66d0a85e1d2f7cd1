import type { NameFault } from '../model/refusal';

const NAME_RULE = '1 to 16 letters, digits, - or _';

/** What is allowed, for those codes that do not say it themselves. */
const HINTS: Readonly<Record<string, string>> = {
  username_invalid: `a username is ${NAME_RULE}`,
  room_invalid: `a room name is ${NAME_RULE}`,
  unknown_command: '/help lists the commands; //TEXT says a text that begins with a slash',
};

/** Why a name is refused that follows the rule. */
const FAULTS: Record<NameFault, (kind: string) => string> = {
  mixed_scripts: (kind) => `a ${kind} does not mix Latin, Cyrillic and Greek letters`,
  like_reserved: (kind) => `that ${kind} reads like a reserved word; choose another`,
  like_one_in_use: (kind) => `that ${kind} reads like one in use; choose another`,
};

/**
 * Says what is allowed.
 *
 * @param code why something is refused
 * @param fault what is wrong with a name that follows the rule
 * @returns a sentence, or nothing if the code says enough
 */
export function hintOf(code: string, fault?: NameFault): string | undefined {
  if (fault) return FAULTS[fault](code === 'room_invalid' ? 'room name' : 'username');
  return Object.hasOwn(HINTS, code) ? HINTS[code] : undefined;
}
