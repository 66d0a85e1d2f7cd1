import { TokenBucket } from '../../../src/buffers/tokenBucket';
import { type Delivery, send, sendRoom, usePace } from '../../../src/streams/model/delivery';
import { Accounts, BYTES_PER_TOKEN, CROWDED_PRICE } from '../../../src/streams/route/accounts';
import { FakeConnection } from '../../helpers/fakeConnection';
import { arrives, History, sends } from '../../helpers/history';

const RATE = { burst: 100, rate: 10, now: () => 0 };
/** A line counts once for a thousand receivers, so a share is 100,000 of them. */
const LIMITS = { lineReceivers: 1000, limitLoopback: false };

/** Counts what is charged. */
class CountingBucket extends TokenBucket {
  charged = 0;

  override charge(tokens: number): void {
    this.charged += tokens;
  }
}

/** So many clients in the lobby, the accounts, and a way to open one for a client. */
function crowd(members: number): {
  said: readonly Delivery[];
  open: (client: number, address?: string) => CountingBucket;
  charge: (client: number, deliveries: readonly Delivery[]) => void;
  accounts: Accounts;
} {
  const history = new History();
  for (let client = 1; client <= members; client += 1) history.add(...arrives(client, `member${client}`));
  const accounts = new Accounts(RATE, LIMITS);
  return {
    accounts,
    said: [sendRoom('lobby', { type: 'said', room: 'lobby', from: 'member1', text: 'hi' })],
    open: (id, address = '192.0.2.1') => {
      const bucket = new CountingBucket(RATE);
      accounts.open(new FakeConnection({ id, address }), bucket);
      return bucket;
    },
    charge: (client, deliveries) => {
      accounts.charge(client, deliveries, history.registry);
    },
  };
}

describe('what an event costs its client', () => {
  it('is nothing beyond the token of its line, if that is small', () => {
    const { open, charge, said } = crowd(500);
    const bucket = open(1);
    charge(1, said);
    charge(1, [send(1, { type: 'refused', code: 'unknown_command' })]);
    expect(bucket.charged).toBe(0);
  });

  it('is paid by refusals or by waiting, as the client has chosen', () => {
    const { open, charge } = crowd(1);
    const bucket = open(1);
    expect(bucket.pace).toBe('refuse');
    charge(1, [usePace(1, 'wait')]);
    expect(bucket.pace).toBe('wait');
    charge(1, [usePace(1, 'refuse')]);
    expect(bucket.pace).toBe('refuse');
  });

  it('is the size of what it and others receive alone', () => {
    const { open, charge } = crowd(2);
    const bucket = open(1);
    const message = { type: 'notice', text: 'x'.repeat(5 * BYTES_PER_TOKEN) } as const;
    charge(1, [send(1, message), send(2, message)]);
    expect(bucket.charged).toBeCloseTo(9, 0);
  });

  it('is the number of members of the rooms that receive it', () => {
    const { open, charge, said } = crowd(3000);
    const bucket = open(1);
    charge(1, [...said, ...said]);
    expect(bucket.charged).toBeCloseTo(5);
  });

  it('is nothing where a room does not exist any more', () => {
    const { open, charge } = crowd(1);
    const bucket = open(1);
    charge(1, [sendRoom('gone', { type: 'notice', text: 'hi' })]);
    expect(bucket.charged).toBe(0);
  });

  it('is nothing for a client without an account, and for one whose account was closed', () => {
    const { open, charge, said, accounts } = crowd(3000);
    const bucket = open(1);
    accounts.close(1);
    charge(1, said);
    charge(2, said);
    expect(bucket.charged).toBe(0);
  });
});

describe('the share of a room and of an address', () => {
  /** So many lines of a client; what it is charged for each beyond its token. */
  const prices = (bucket: CountingBucket, lines: number, say: () => void): number[] =>
    Array.from({ length: lines }, () => {
      const before = bucket.charged;
      say();
      return bucket.charged - before;
    });

  it('is enough for all that one client may say at once, among a thousand', () => {
    const { open, charge, said } = crowd(1000);
    const bucket = open(1);
    expect(prices(bucket, RATE.burst, () => charge(1, said))).toEqual(Array<number>(RATE.burst).fill(0));
  });

  it('makes lines dearer for those who talk in a room that is over it, from other addresses too', () => {
    const { open, charge, said } = crowd(500);
    open(1, '192.0.2.1');
    const other = open(2, '192.0.2.2');
    for (let line = 0; line < 200; line += 1) charge(1, said);
    expect(prices(other, 2, () => charge(2, said))).toEqual([49, 49]);
    expect(49).toBe((500 / LIMITS.lineReceivers) * CROWDED_PRICE - 1);
  });

  it('makes lines dearer for those of an address that is over it, in other rooms too', () => {
    const { open, charge, said } = crowd(500);
    const history = new History();
    for (let client = 1; client <= 100; client += 1) history.add(...arrives(client, `member${client}`));
    open(1);
    const neighbour = open(2);
    const stranger = open(3, '192.0.2.2');
    for (let line = 0; line < 201; line += 1) charge(1, said);
    const dev = new Array<Delivery>(20).fill(sendRoom('dev', { type: 'notice', text: 'hi' }));
    charge(2, dev);
    expect(neighbour.charged).toBe(0); // nobody is there
    charge(2, said);
    charge(3, dev);
    expect(neighbour.charged).toBe(49);
    expect(stranger.charged).toBe(0);
  });

  it('is that of so many of its blocks for an IPv6 /48, however many it comes from', () => {
    const history = new History();
    const rooms = ['a', 'b', 'c', 'd'];
    for (const [index, room] of rooms.entries())
      history.add(...arrives(index, `m${index}`), sends(index, `/join ${room}`));
    const accounts = new Accounts(RATE, { lineReceivers: 1, limitLoopback: false, blocksPerSite: 2 });
    const buckets = rooms.map((_, block) => {
      const bucket = new CountingBucket(RATE);
      accounts.open(new FakeConnection({ id: block, address: `2001:db8:0:${block}::1` }), bucket);
      return bucket;
    });
    for (const [block, room] of rooms.entries()) {
      for (let line = 0; line < 90; line += 1) {
        accounts.charge(block, [sendRoom(room, { type: 'notice', text: 'hi' })], history.registry);
      }
    }
    expect(buckets.map(({ charged }) => charged)).toEqual([0, 0, 70 * (CROWDED_PRICE - 1), 90 * (CROWDED_PRICE - 1)]);
  });

  it('is that of no address for clients of loopback, which may be a proxy for all', () => {
    const { open, charge, said } = crowd(500);
    open(1, '127.0.0.1');
    for (let line = 0; line < 400; line += 1) charge(1, said);
    const bucket = open(2, '127.0.0.1');
    charge(2, [sendRoom('lobby', { type: 'notice', text: 'hi' })]);
    expect(bucket.charged).toBe(49); // for the room alone
  });
});
