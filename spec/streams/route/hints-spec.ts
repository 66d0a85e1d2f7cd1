import type { NameFault } from '../../../src/streams/model/refusal';
import { REFUSALS } from '../../../src/streams/reduce/refusals';
import { hintOf } from '../../../src/streams/route/hints';

const HINTS: Readonly<Record<string, string>> = {
  username_invalid: 'a username is 1 to 16 letters, digits, - or _',
  room_invalid: 'a room name is 1 to 16 letters, digits, - or _',
  unknown_command: '/help lists the commands; //TEXT says a text that begins with a slash',
};

describe('hintOf', () => {
  it.each(Object.entries(HINTS))('%s: %s', (code, hint) => {
    expect(hintOf(code)).toBe(hint);
  });

  it('has nothing to add to every other code, nor to what is none', () => {
    const others = REFUSALS.filter((code) => !Object.hasOwn(HINTS, code));
    for (const code of [...others, 'constructor', '__proto__', '']) expect(hintOf(code)).toBeUndefined();
  });

  it.each<[NameFault, string, string]>([
    [
      'mixed_scripts',
      'a username does not mix Latin, Cyrillic and Greek letters',
      'a room name does not mix Latin, Cyrillic and Greek letters',
    ],
    [
      'like_reserved',
      'that username reads like a reserved word; choose another',
      'that room name reads like a reserved word; choose another',
    ],
    [
      'like_one_in_use',
      'that username reads like one in use; choose another',
      'that room name reads like one in use; choose another',
    ],
  ])('%s of a username, and of a room name', (fault, ofUser, ofRoom) => {
    expect(hintOf('username_invalid', fault)).toBe(ofUser);
    expect(hintOf('room_invalid', fault)).toBe(ofRoom);
  });
});
