import fc from 'fast-check';
import { isLoopback, limitedNetworks, networksOf, plainAddress } from '../../../src/streams/model/address';

describe('networksOf', () => {
  it('is an IPv4 address itself', () => {
    expect(networksOf('192.0.2.1')).toStrictEqual(['192.0.2.1']);
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1:2:3:4%2', 'fe80:0:0:0::/64'],
  ])('of %s are %s and the /48 of that', (address, block) => {
    const site = `${block.split(':').slice(0, 3).join(':')}::/48`;
    expect(networksOf(address)).toStrictEqual([block, site]);
  });

  it('has the same block for what has 64 bits in common, and the same site for 48, however it is written', () => {
    const group = fc.nat(0xffff);
    const groups = fc.tuple(group, group, group, group, group, group, group, group);
    const cases = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
    );
    const written = (all: readonly number[]): string => all.map((each) => each.toString(16)).join(':');
    fc.assert(
      fc.property(groups, groups, fc.nat(8), cases, (one, other, common, inCase) => {
        const second = [...one.slice(0, common), ...other.slice(common)];
        const shared = one.findIndex((each, index) => each !== second[index]);
        const bits = (shared === -1 ? 8 : shared) * 16;
        const [block, site] = networksOf(written(one));
        const [otherBlock, otherSite] = networksOf(
          inCase(new URL(`http://[${written(second)}]`).hostname.slice(1, -1)),
        );
        expect([block === otherBlock, site === otherSite]).toStrictEqual([bits >= 64, bits >= 48]);
      }),
    );
  });
});

describe('limitedNetworks', () => {
  const limits = { limitLoopback: false, blocksPerSite: 4 };

  it('has the block, and the site with as much as so many of them', () => {
    expect(limitedNetworks('192.0.2.1', limits)).toStrictEqual([{ key: '192.0.2.1', blocks: 1 }]);
    expect(limitedNetworks('2001:db8::1', limits)).toStrictEqual([
      { key: '2001:db8:0:0::/64', blocks: 1 },
      { key: '2001:db8:0::/48', blocks: 4 },
    ]);
  });

  it('has no site if a site has no limits, as in a journal from before', () => {
    const block = [{ key: '2001:db8:0:0::/64', blocks: 1 }];
    expect(limitedNetworks('2001:db8::1', { ...limits, blocksPerSite: 0 })).toStrictEqual(block);
    expect(limitedNetworks('2001:db8::1', { limitLoopback: false })).toStrictEqual(block);
  });

  it.each(['127.0.0.1', '::1'])('is nothing for %s, unless that is limited', (address) => {
    expect(limitedNetworks(address, limits)).toStrictEqual([]);
    expect(limitedNetworks(address, { ...limits, limitLoopback: true })).not.toStrictEqual([]);
  });

  it('is nothing for a connection without an address', () => {
    expect(limitedNetworks('unknown', { ...limits, limitLoopback: true })).toStrictEqual([]);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1'])('holds for %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  it.each(['128.0.0.1', '1.127.0.1', '::', '::2', '2001:db8::1', 'unknown'])('does not hold for %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});

describe('plainAddress', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::FFFF:0:1', '0.0.0.1'],
    ['::ffff:0:0:1', '::ffff:0:0:1'],
    ['::ffff:0:0:0:1', '::ffff:0:0:0:1'],
    ['1::ffff:c000:201', '1::ffff:c000:201'],
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('of %s is %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
});
