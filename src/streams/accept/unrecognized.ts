import { addressBlock, isLoopback } from '../model/address';
import { NO_ADDRESS } from '../model/connection';

/** The limits of connections that have not shown yet what they are. */
export interface UnrecognizedLimits {
  /** The maximum number of connections per address. */
  readonly connectionsPerAddress: number;
  /** Whether that applies to loopback addresses too. */
  readonly limitLoopback: boolean;
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
    if (address === NO_ADDRESS || (isLoopback(address) && !limits.limitLoopback)) return () => undefined;
    const block = addressBlock(address);
    const count = counts.get(block) ?? 0;
    if (count >= limits.connectionsPerAddress) return undefined;
    counts.set(block, count + 1);
    return () => {
      const left = (counts.get(block) ?? 0) - 1;
      if (left > 0) counts.set(block, left);
      else counts.delete(block);
    };
  }
}
