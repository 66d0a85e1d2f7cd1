import { addressBlock, isLoopback } from '../model/address';
import { NO_ADDRESS } from '../model/connection';
import type { ChatEvent } from '../model/chatEvent';
import type { AdmissionLimits } from '../model/rules';
import { takeToken, hasToken } from './arrivals';
import type { Rejection } from '../model/refusal';
import type { Client, Registry } from './registry';

export type { AdmissionLimits };

/**
 * Checks whether a client can be admitted.
 *
 * @param registry the registry without the client
 * @param event the event of its connection
 * @param at the time of the connection
 * @param limits the limits of admission
 * @returns the reason for the rejection, or `undefined` if the client is admitted
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
  const isBelowLimit = registry.addresses.get(block, 0) < limits.connectionsPerAddress;
  return isBelowLimit && hasToken(registry.arrivals, block, at, limits) ? undefined : 'too_many_connections';
}

/**
 * Takes a token for an admitted client from the bucket of its address.
 *
 * @param registry the registry
 * @param client the admitted client
 * @param limits the limits of admission
 * @returns the new registry; the same one if there is no rate limit
 */
export function withArrival(registry: Registry, client: Client, limits: AdmissionLimits): Registry {
  if (isExempt(client.address, limits)) return registry;
  const arrivals = takeToken(registry.arrivals, addressBlock(client.address), client.since, limits);
  return arrivals === registry.arrivals ? registry : { ...registry, arrivals };
}

/**
 * Whether no limit per address applies. A connection without an address has closed already and counts for none.
 *
 * @param address an IP address as text, or `NO_ADDRESS`
 * @param limits whether loopback addresses are limited
 */
export function isExempt(address: string, { limitLoopback }: Pick<AdmissionLimits, 'limitLoopback'>): boolean {
  if (address === NO_ADDRESS) return true;
  return !limitLoopback && isLoopback(address);
}
