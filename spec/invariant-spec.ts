import { invariant, InvariantError } from '../src/invariant';

describe('invariant', () => {
  it('says nothing of what holds', () => {
    expect(() => {
      invariant(true, 'a room has members');
    }).not.toThrow();
  });

  it('is an error of its own, which names what does not hold', () => {
    const broken = (): void => {
      invariant(false, 'a room has members');
    };
    expect(broken).toThrow(InvariantError);
    expect(broken).toThrow('must hold: a room has members');
  });
});
