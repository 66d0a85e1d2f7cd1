import { type LimitedNetwork, limitedNetworks, type NetworkLimits } from '../model/address';

/** The limits of connections that have not shown yet what they are. */
export interface UnrecognizedLimits extends NetworkLimits {
  /** The maximum number of connections per address. */
  readonly connectionsPerAddress: number;
}

/**
 * Counts the connections of each address that are no client yet, because it is not known what they speak. There are at most as
 * many as an address may have clients; what exceeds that is waited for no longer, and admission decides on it.
 */
export class Unrecognized {
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: UnrecognizedLimits) {}

  /**
   * Counts a connection.
   *
   * @param address its address
   * @returns what ends the count, called once; nothing if the address has no place left
   */
  enter(address: string): (() => void) | undefined {
    const { counts, limits } = this;
    const networks = limitedNetworks(address, limits);
    const count = ({ key }: LimitedNetwork): number => counts.get(key) ?? 0;
    if (networks.some((network) => count(network) >= limits.connectionsPerAddress * network.blocks)) return undefined;
    for (const network of networks) counts.set(network.key, count(network) + 1);
    return () => {
      for (const network of networks) {
        const left = count(network) - 1;
        if (left > 0) counts.set(network.key, left);
        else counts.delete(network.key);
      }
    };
  }
}
