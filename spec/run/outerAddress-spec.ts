import type { NetworkInterfaceInfo } from 'node:os';
import { interfacesOr, outerAddress } from '../../src/run/outerAddress';

const at = (address: string, internal = false): NetworkInterfaceInfo => {
  const isIPv6 = address.includes(':');
  const rest = { address, internal, netmask: '', mac: '', cidr: null };
  return isIPv6 ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
};

const LOOPBACK = { lo: [at('127.0.0.1', true), at('::1', true)] };

describe('outerAddress', () => {
  it('is nothing on a machine that others do not reach', () => {
    expect(outerAddress('IPv6', {})).toBeUndefined();
    expect(outerAddress('IPv6', LOOPBACK)).toBeUndefined();
    expect(
      outerAddress('IPv6', { ...LOOPBACK, eth0: [at('fe80::1'), at('169.254.1.1')], eth1: undefined }),
    ).toBeUndefined();
  });

  it('is nothing if the process may not ask', () => {
    const ask = (): never => {
      throw new Error('uv_interface_addresses returned Unknown system error 97');
    };
    expect(outerAddress('IPv6', interfacesOr(ask))).toBeUndefined();
    expect(
      outerAddress(
        'IPv6',
        interfacesOr(() => ({ eth0: [at('192.0.2.1')] })),
      ),
    ).toBe('192.0.2.1');
  });

  it('is an address of IPv4, or of IPv6 if there is no other and both are listened on', () => {
    const both = { ...LOOPBACK, eth0: [at('2001:db8::1'), at('192.0.2.1')] };
    expect(outerAddress('IPv6', both)).toBe('192.0.2.1');
    const six = { ...LOOPBACK, eth0: [at('fe80::1'), at('2001:db8::1')] };
    expect(outerAddress('IPv6', six)).toBe('2001:db8::1');
    expect(outerAddress('IPv4', six)).toBeUndefined();
  });

  it('is of a real interface, or of a virtual one if there is no other', () => {
    const container = { docker0: [at('172.17.0.1')] };
    expect(outerAddress('IPv6', { ...container, eth0: [at('192.0.2.1')] })).toBe('192.0.2.1');
    expect(outerAddress('IPv6', { ...container, eth0: [at('2001:db8::1')] })).toBe('2001:db8::1');
    expect(outerAddress('IPv6', container)).toBe('172.17.0.1');
  });
});
