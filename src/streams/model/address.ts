/**
 * Returns the part of an address that identifies one network: an IPv4 address, or the /64 prefix of an IPv6 address,
 * because a single client commonly has a whole /64 block.
 *
 * @param address an IP address as text
 * @returns the key under which connections are counted
 */
export function addressBlock(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':')}::/64`;
}

/** Whether an address is one of this machine's own. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** Returns an IPv4-mapped IPv6 address as the IPv4 address, as a dual-stack socket reports them. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
