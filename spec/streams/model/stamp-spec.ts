import { idOf } from '../../../src/streams/model/stamp';

describe('the id of a stamp', () => {
  it('is its number behind the epoch of its journal', () => {
    expect(idOf('7f3a', { seq: 1042 })).toBe('7f3a.1042');
    expect(idOf('0000', { seq: 1 })).toBe('0000.1');
    expect(idOf('7f3a', { seq: Number.MAX_SAFE_INTEGER })).toBe('7f3a.9007199254740991');
  });
});
