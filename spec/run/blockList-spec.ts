import { blockListOf } from '../../src/run/blockList';

describe('blockListOf', () => {
  it('finds addresses and blocks of both families', () => {
    const list = blockListOf('10.0.0.0/8,192.0.2.1,fd00::/8,::1');
    expect(['10.1.2.3', '192.0.2.1'].every((address) => list.check(address, 'ipv4'))).toBe(true);
    expect(['fd12::1', '::1'].every((address) => list.check(address, 'ipv6'))).toBe(true);
    expect(['11.0.0.1', '192.0.2.2'].some((address) => list.check(address, 'ipv4'))).toBe(false);
    expect(['fe80::1', '::2'].some((address) => list.check(address, 'ipv6'))).toBe(false);
  });

  it('is empty for none', () => {
    expect(blockListOf('').check('0.0.0.0', 'ipv4')).toBe(false);
  });
});
