import { NO_ADDRESS } from './connection';

/** To whom the limits per address apply. */
export interface NetworkLimits {
  /** Whether they apply to loopback addresses too. */
  readonly limitLoopback: boolean;
  /** As many of its blocks as a site may use the limits of; 0 or nothing: a site has no limits of its own. */
  readonly blocksPerSite?: number;
}

/** A network that has limits, and how many times as much as a block it may have. */
export interface LimitedNetwork {
  readonly key: string;
  readonly blocks: number;
}

/**
 * Returns the networks in which an address is counted. An IPv4 address is a block by itself. A client with IPv6 commonly has a
 * whole /64, which is the block then; and whoever has a line or a server easily has a /48 with 65,536 of these, which is the site.
 *
 * @param address an IP address as text
 * @returns the key of the block, and that of the site if there is one
 */
export function networksOf(address: string): readonly [block: string, site?: string] {
  if (!address.includes(':')) return [address];
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  const prefix = groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
  return [`${prefix.join(':')}::/64`, `${prefix.slice(0, 3).join(':')}::/48`];
}

/**
 * Returns the networks of an address that have limits. A connection without an address has closed already and counts for none.
 *
 * @param address an IP address as text, or `NO_ADDRESS`
 * @param limits to whom the limits apply
 * @returns its block, and its site; none if no limit applies
 */
export function limitedNetworks(
  address: string,
  { limitLoopback, blocksPerSite = 0 }: NetworkLimits,
): readonly LimitedNetwork[] {
  if (address === NO_ADDRESS || (isLoopback(address) && !limitLoopback)) return [];
  const [block, site] = networksOf(address);
  const ofBlock = { key: block, blocks: 1 };
  return site === undefined || blocksPerSite === 0 ? [ofBlock] : [ofBlock, { key: site, blocks: blocksPerSite }];
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
