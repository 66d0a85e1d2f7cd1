import { NO_ADDRESS } from '../model/connection';
import type { ChatEvent } from '../model/chatEvent';
import { type ArrivalLimits, takeToken, hasToken } from './arrivals';
import type { Rejection } from '../model/refusal';
import type { Client, Registry } from './registry';

/** How many may be connected, how fast they may come, and how long one may take to name oneself or say nothing. */
export interface AdmissionLimits extends ArrivalLimits {
  /** The most connections in all. */
  readonly connections: number;
  /** The most connections from one address. */
  readonly connectionsPerAddress: number;
  /** Whether connections from this machine count like those from any other address. */
  readonly limitLoopback: boolean;
  /** How long a client may take to name itself, in milliseconds; 0 for as long as it likes. */
  readonly registrationTimeout: number;
  /** How long a client may send no line, in milliseconds; 0 for as long as it likes. */
  readonly idleTimeout: number;
}

/**
 * Says why a client cannot be let in.
 *
 * @param registry the registry without the client
 * @param event its connection
 * @param at when it came
 * @param limits how many there is room for
 * @returns the refusal, or nothing where it can
 */
export function refusalOf(
  registry: Registry,
  { address }: Extract<ChatEvent, { type: 'connected' }>,
  at: number,
  limits: AdmissionLimits,
): Extract<Rejection, 'server_full' | 'server_busy' | 'too_many_connections'> | undefined {
  if (registry.admitted >= limits.connections) return 'server_full';
  if (registry.busySince !== undefined) return 'server_busy';
  if (isExempt(address, limits)) return undefined;
  const block = addressBlock(address);
  const hasPlace = registry.addresses.get(block, 0) < limits.connectionsPerAddress;
  return hasPlace && hasToken(registry.arrivals, block, at, limits) ? undefined : 'too_many_connections';
}

/**
 * Notes that a client is let in, so that its address cannot come too fast.
 *
 * @param registry the registry
 * @param client the client, which has just come
 * @param limits how fast an address may come
 * @returns the registry after it; the same one where that is not limited
 */
export function withArrival(registry: Registry, client: Client, limits: AdmissionLimits): Registry {
  if (isExempt(client.address, limits)) return registry;
  const arrivals = takeToken(registry.arrivals, addressBlock(client.address), client.since, limits);
  return arrivals === registry.arrivals ? registry : { ...registry, arrivals };
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

/** Those without an address are from anywhere, and as good as gone: they count for no address. */
function isExempt(address: string, { limitLoopback }: AdmissionLimits): boolean {
  if (address === NO_ADDRESS) return true;
  return !limitLoopback && (address === '::1' || address.startsWith('127.'));
}
