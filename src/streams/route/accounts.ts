import { Shares } from '../../buffers/shares';
import type { RateLimit, TokenBucket } from '../../buffers/tokenBucket';
import type { Connection } from '../model/connection';
import type { Delivery } from '../model/delivery';
import type { ConnectionId, NameKey } from '../model/ids';
import { type LimitedNetwork, limitedNetworks, type NetworkLimits } from '../model/address';
import type { Registry } from '../reduce/registry';
import { weightOf } from './weight';

/**
 * How many bytes of answers and whispers one token pays for. A burst of them, at the default of 1,000 lines, is what an outbox
 * takes by default, 256 KiB.
 */
export const BYTES_PER_TOKEN = 256;

/** A line to a room costs so many times as much while its room or the sender's address is over its share. */
export const CROWDED_PRICE = 100;

/** What the charges are made by. */
export interface ChargeLimits extends NetworkLimits {
  /** For how many receivers a line counts as one line. */
  readonly lineReceivers: number;
}

/** Where a client pays. */
interface Account {
  readonly bucket: TokenBucket;
  /** The networks whose shares it uses. */
  readonly networks: readonly LimitedNetwork[];
}

/**
 * The accounts of all clients: work is charged to the client that causes it.
 *
 * A line has paid one token before anything is known of it (`rateLimit`). When its deliveries are known, it is charged what
 * they cost beyond that:
 *
 * - what single clients receive because of it, by size: `BYTES_PER_TOKEN` of it for a token;
 * - what rooms receive because of it, by the number of members: `lineReceivers` of them for a token.
 *
 * Each room, and each address, has a share of deliveries: as many as one client may cause by itself; a site has several. While it is over
 * that, whoever talks there pays `CROWDED_PRICE` times as much. So one client among a thousand others notices nothing of all
 * this, nor do a thousand who say something now and then; hundreds who all use up their burst in one room are refused after a
 * few lines. What others do never takes tokens from a client: only its own lines do.
 *
 * @see docs/decisions/0024-work-is-charged.md
 */
export class Accounts {
  private readonly accounts = new Map<ConnectionId, Account>();
  private readonly rooms: Shares;
  private readonly networks: Shares;

  /**
   * @param rate the rate limit for the lines of each client
   * @param limits the number of receivers of a line, and whether loopback has a share; both are read at each charge, and may change
   */
  constructor(
    private readonly rate: RateLimit,
    private readonly limits: ChargeLimits,
  ) {
    const share: RateLimit = {
      get burst() {
        return rate.burst * limits.lineReceivers;
      },
      get rate() {
        return rate.rate * limits.lineReceivers;
      },
      now: rate.now,
    };
    this.rooms = new Shares(share);
    this.networks = new Shares(share);
  }

  /**
   * Opens the account of a client.
   *
   * @param connection the client
   * @param bucket the bucket from which its lines are paid
   */
  open({ id, remote: { address } }: Connection, bucket: TokenBucket): void {
    this.accounts.set(id, { bucket, networks: limitedNetworks(address, this.limits) });
  }

  /** Closes the account of a client that is gone. */
  close(client: ConnectionId): void {
    this.accounts.delete(client);
  }

  /**
   * Charges a client for what an event of its causes.
   *
   * @param client the client; one without an account pays nothing, which is each one if lines are not limited
   * @param deliveries what the event causes
   * @param registry the registry after the event
   */
  charge(client: ConnectionId, deliveries: readonly Delivery[], registry: Registry): void {
    const account = this.accounts.get(client);
    if (!account || this.rate.rate === 0) return;
    let bytes = 0;
    let tokens = 0;
    for (const delivery of deliveries) {
      if (delivery.type === 'send') bytes += weightOf(delivery.message);
      else if (delivery.type === 'sendRoom') tokens += this.priceIn(delivery.room, account, registry);
      else if (delivery.type === 'usePace') account.bucket.pace = delivery.pace;
    }
    tokens += bytes / BYTES_PER_TOKEN;
    if (tokens > 1) account.bucket.charge(tokens - 1); // one was paid beforehand
  }

  /** What it costs to send something to all in a room. All shares are used, whichever is over. */
  private priceIn(room: NameKey, { networks }: Account, registry: Registry): number {
    const receivers = registry.rooms.get(room)?.members.size ?? 0;
    let isOver = this.rooms.take(room, receivers);
    for (const { key, blocks } of networks) isOver = this.networks.take(key, receivers / blocks) || isOver;
    return (receivers / this.limits.lineReceivers) * (isOver ? CROWDED_PRICE : 1);
  }
}
