import type { ChatEvent } from '../decode/chatEvent';
import type { Refusal } from './outcome';
import type { Registry } from './registry';

/** How many may be connected, and how long one may take to name oneself. */
export interface AdmissionLimits {
  /** The most connections in all. */
  readonly connections: number;
  /** The most connections from one address. */
  readonly connectionsPerAddress: number;
  /** Whether that counts for connections from this machine too. */
  readonly limitLoopback: boolean;
  /** How long a client may take to name itself, in milliseconds; 0 for as long as it likes. */
  readonly registrationTimeout: number;
}

/**
 * Says why a client cannot be let in.
 *
 * @param registry the registry without the client
 * @param event its connection
 * @param limits how many there is room for
 * @returns the refusal, or nothing where it can
 */
export function refusalOf(
  registry: Registry,
  event: Extract<ChatEvent, { type: 'connected' }>,
  limits: AdmissionLimits,
): Extract<Refusal, 'server_full' | 'too_many_connections'> | undefined {
  if (registry.admitted >= limits.connections) return 'server_full';
  if (isLoopback(event.address) && !limits.limitLoopback) return undefined;
  const fromThere = registry.addresses.get(addressBlock(event.address), 0);
  return fromThere >= limits.connectionsPerAddress ? 'too_many_connections' : undefined;
}

/**
 * The part of an address that one client can hold: an IPv4 address, or the first 64 bits of an IPv6 one, of which a client
 * commonly has all.
 *
 * @param address an IP address as text
 * @returns a key for counting
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

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
