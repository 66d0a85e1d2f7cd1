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

  it('has as many places for an IPv6 /48 as for so many of its blocks, and takes none if one of both is full', () => {
    const limits = { connectionsPerAddress: 2, limitLoopback: false, blocksPerSite: 2 };
    const unrecognized = new Unrecognized(limits);
    const enter = (block: number): (() => void) | undefined => unrecognized.enter(`2001:db8:0:${block}::1`);
    expect([1, 1, 1, 2, 3, 4].map((block) => enter(block) !== undefined)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(unrecognized.enter('2001:db8:1::1')).toBeDefined();
  });

  it('forgets an address that has none', () => {
    const unrecognized = new Unrecognized({ connectionsPerAddress: 1, limitLoopback: true });
    for (const address of ['127.0.0.1', '2001:db8::1', '127.0.0.1']) unrecognized.enter(address)!();
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
