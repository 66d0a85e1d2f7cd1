import { Unrecognized } from '../../../src/streams/accept/unrecognized';

describe('Unrecognized', () => {
  it('has as many places for each address as it may have clients, an IPv6 address by its block', () => {
    const unrecognized = new Unrecognized({ connectionsPerAddress: 2, limitLoopback: false });
    const leaves = ['192.0.2.1', '192.0.2.1', '2001:db8::1', '2001:db8::2'].map((address) =>
      unrecognized.enter(address),
    );
    expect(leaves).not.toContain(undefined);
    expect(unrecognized.enter('192.0.2.1')).toBeUndefined();
    expect(unrecognized.enter('2001:db8::3')).toBeUndefined();
    expect(unrecognized.enter('192.0.2.2')).toBeDefined();
    leaves[0]!();
    expect(unrecognized.enter('192.0.2.1')).toBeDefined();
    expect(unrecognized.enter('192.0.2.1')).toBeUndefined();
  });

  it('forgets an address that has none', () => {
    const unrecognized = new Unrecognized({ connectionsPerAddress: 1, limitLoopback: true });
    for (let count = 0; count < 3; count += 1) unrecognized.enter('127.0.0.1')!();
    expect(unrecognized).toEqual(new Unrecognized({ connectionsPerAddress: 1, limitLoopback: true }));
  });

  it('limits loopback only if that is wanted, and never connections without an address', () => {
    const entered = (limitLoopback: boolean, address: string): boolean => {
      const unrecognized = new Unrecognized({ connectionsPerAddress: 1, limitLoopback });
      unrecognized.enter(address);
      return unrecognized.enter(address) !== undefined;
    };
    expect(entered(false, '127.0.0.1')).toBe(true);
    expect(entered(true, '127.0.0.1')).toBe(false);
    expect(entered(true, 'unknown')).toBe(true);
  });
});
