import { REFUSALS } from '../../../src/streams/model/outcome';
import { HELP, refusal, roomsLine, skippedNotice, usersLine, WRONG_PORT } from '../../../src/streams/dialects/text';

describe('a list', () => {
  it('is empty for nobody', () => {
    expect(usersLine({ entries: [], more: 0 })).toBe('USERS: ');
  });

  it('has commas and no spaces', () => {
    expect(usersLine({ entries: ['alice', 'bob'], more: 0 })).toBe('USERS: alice,bob');
  });

  it('says how many are not in it', () => {
    expect(usersLine({ entries: ['alice', 'bob'], more: 4000 })).toBe('USERS: alice,bob,+4000 more');
    expect(roomsLine({ entries: [{ name: 'dev', members: 3 }], more: 1 })).toBe('ROOMS: dev(3),+1 more');
  });
});

describe('the notice of lines that were skipped', () => {
  it('counts them', () => {
    expect(skippedNotice(1)).toBe('SYSTEM: 1 line skipped, your connection is slow');
    expect(skippedNotice(42)).toBe('SYSTEM: 42 lines skipped, your connection is slow');
  });
});

describe('every phrase', () => {
  it.each(REFUSALS)('%s begins with its code, and with a hint where there is one', (code) => {
    const [error, ...hints] = refusal(code);
    expect(error).toBe(`ERR ${code}`);
    expect(hints.length).toBeLessThanOrEqual(1);
    for (const hint of hints) expect(hint).toMatch(/^SYSTEM: \S/);
  });

  it('is one line', () => {
    for (const line of [...HELP, ...REFUSALS.flatMap((code) => refusal(code)), ...Object.values(WRONG_PORT)]) {
      expect(line).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});
