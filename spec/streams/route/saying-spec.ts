import { Retelling } from '../../../src/recovery/retelling';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { reduce } from '../../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../../src/streams/reduce/registry';
import { type Cost, costOf } from '../../helpers/costOf';
import { arrives, NO_LIMITS, NO_RULES, sends } from '../../helpers/history';

/** How often each line is taken: what grows now and then, such as an array, is spread over that. */
const TIMES = 50;

/** In how many maps of all names, clients or rooms a line looks something up. */
const LOOK_UPS = 2;

/** How many comparisons it takes at most to find one among so many: see src/streams/reduce/balancedTree.ts. */
const comparisons = (entries: number): number => Math.ceil(2.4 * Math.log2(entries + 1));

/**
 * By how much bytes may differ that are promised to be the same: code that the engine has optimized meanwhile allocates less. To
 * copy what there is of ten thousand would be 80,000 bytes more, and of the lines here none but `/rooms` needs 2,500.
 */
const SAME_BYTES = 2;

/** A server with so many rooms, in each of which one person has said something. */
class Rooms {
  private registry: Registry = EMPTY_REGISTRY;
  private readonly retelling = new Retelling(NO_RULES);
  private seq = 0;

  constructor(readonly rooms: number) {
    for (let room = 1; room <= rooms; room += 1)
      for (const event of [...arrives(room, `user${room}`), sends(room, `/join room${room}`), sends(room, 'hello')])
        this.take(event);
  }

  /** Reduces an event, routes it, and notes what was said. */
  private take(event: ChatEvent): void {
    this.seq += 1;
    const recorded = { seq: this.seq, at: this.seq, event };
    const [registry, outcome] = reduce(this.registry, recorded, NO_LIMITS);
    this.registry = registry;
    this.retelling.deliveriesOf({ registry, recorded, outcome });
  }

  /** What lines of a client cost. */
  costOf(...lines: readonly string[]): Cost {
    const events = Array.from({ length: TIMES }, () => lines.map((line) => sends(5, line))).flat();
    const task = (): void => {
      for (const event of events) this.take(event);
    };
    task();
    const { calls, bytes } = costOf(task);
    return { calls: calls / TIMES, bytes: bytes / TIMES };
  }
}

describe('what a line costs in the reducer, in the routing and in the history', () => {
  const ten = new Rooms(10);
  const hundred = new Rooms(100);
  const thousand = new Rooms(1000);
  const tenThousand = new Rooms(10_000);

  it.each(['hello', '/me waves', '/topic', '/history 5', '/w user1 psst'])(
    '%j: the same with 10 and 10,000, but for the steps of looking up a name',
    (line) => {
      const least = ten.costOf(line);
      expect(least.calls).toBeGreaterThan(20); // or nothing was counted
      expect(least.bytes).toBeGreaterThan(500);
      for (const server of [hundred, thousand, tenThousand]) {
        const { calls, bytes } = server.costOf(line);
        expect(calls).toBeLessThanOrEqual(least.calls + LOOK_UPS * comparisons(server.rooms));
        expect(bytes).toBeLessThanOrEqual(SAME_BYTES * least.bytes);
      }
    },
  );

  it('/rooms: as much as the rooms that it names, however many others there are', () => {
    const few = thousand.costOf('/rooms');
    const many = tenThousand.costOf('/rooms');
    expect(few.calls).toBeGreaterThan(5 * hundred.costOf('/topic').calls);
    expect(many.calls).toBeLessThanOrEqual(few.calls * (comparisons(tenThousand.rooms) / comparisons(thousand.rooms)));
    expect(many.bytes).toBeLessThanOrEqual(SAME_BYTES * few.bytes);
  });

  it('/rooms: the same when something was said in between, so nothing of it is made anew by that', () => {
    const [asked, said, both] = [
      tenThousand.costOf('/rooms'),
      tenThousand.costOf('hello'),
      tenThousand.costOf('hello', '/rooms'),
    ];
    expect(both.calls).toBeLessThanOrEqual(1.02 * (asked.calls + said.calls));
    expect(both.bytes).toBeLessThanOrEqual(SAME_BYTES * (asked.bytes + said.bytes));
  });
});
