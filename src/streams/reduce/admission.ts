import { limitedNetworks } from '../model/address';
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
  const { addresses, arrivals } = registry;
  const hasPlaces = limitedNetworks(address, limits).every(
    (network) =>
      addresses.get(network.key, 0) < limits.connectionsPerAddress * network.blocks &&
      hasToken(arrivals, network, at, limits),
  );
  return hasPlaces ? undefined : 'too_many_connections';
}

/**
 * Takes a token for an admitted client from the buckets of its address.
 *
 * @param registry the registry
 * @param client the admitted client
 * @param limits the limits of admission
 * @returns the new registry; the same one if there is no rate limit
 */
export function withArrival(registry: Registry, client: Client, limits: AdmissionLimits): Registry {
  const arrivals = limitedNetworks(client.address, limits).reduce(
    (buckets, network) => takeToken(buckets, network, client.since, limits),
    registry.arrivals,
  );
  return arrivals === registry.arrivals ? registry : { ...registry, arrivals };
}
