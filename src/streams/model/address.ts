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

/** An IPv6 address in which an IPv4 one is mapped, with its last 32 bits as four numbers or as two groups. */
const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/**
 * Returns an IPv4-mapped IPv6 address as the IPv4 address, so that a client has one address, whichever way it came.
 *
 * @param address an IP address in its shortest form, as the system and `URL` write them
 * @returns the address, an IPv4 one as four numbers
 */
export function plainAddress(address: string): string {
  const [, numbers, high, low] = MAPPED.exec(address) ?? [];
  if (numbers !== undefined) return numbers;
  if (high === undefined || low === undefined) return address;
  return [parseInt(high, 16), parseInt(low, 16)].flatMap((group) => [group >> 8, group & 0xff]).join('.');
}
