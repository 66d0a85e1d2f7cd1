import fc from 'fast-check';
import { anyCommand } from './anyHistory';
import { connects, disconnects, NO_LIMITS, sends, TICKS } from './history';
import { LogUnderTest, NodeUnderTest, Time } from './nodesUnderTest';

/** What is done on one of two nodes, or to the log, and how long it is quiet then. */
export interface Doing {
  readonly on: number;
  readonly client: number;
  readonly act: readonly [what: Act, line: string];
  readonly passes: number;
}

type Act = 'line' | 'connect' | (typeof OTHER_ACTS)[number];

const OTHER_ACTS = ['disconnect', 'overflowed', 'caughtUp', 'tick', 'losing', 'doubling', 'cut', 'heal'] as const;

const name = fc.constantFrom('alice', 'ALICE', 'bob', 'carol', 'not a name');
const act: fc.Arbitrary<readonly [Act, string]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('line' as const), fc.oneof(name, anyCommand, fc.constant('hi'))) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('connect' as const), fc.constant('')) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...OTHER_ACTS), fc.constant('')) },
);

/** Anything that may happen on two nodes that share a log which loses, doubles, and cannot be reached for a while. */
export const anyDoings: fc.Arbitrary<readonly Doing[]> = fc.array(
  fc.record({ on: fc.nat(1), client: fc.nat(2), act, passes: fc.constantFrom(0, 0, 1, 5, 300, 6000) }),
  { maxLength: 60 },
);

/** Two nodes with other limits after all of that, when the log can be reached again. */
export interface Done {
  readonly time: Time;
  readonly log: LogUnderTest;
  readonly nodes: readonly [NodeUnderTest, NodeUnderTest];
  /** The clients that are connected to each. */
  readonly connected: readonly (readonly number[])[];
}

/** Has it happen. */
export function done(doings: readonly Doing[]): Done {
  const time = new Time();
  const log = new LogUnderTest(time);
  const nodes = [
    new NodeUnderTest(log, 'a', { limits: { ...NO_LIMITS, connections: 2, registrationTimeout: 4000 } }),
    new NodeUnderTest(log, 'b'),
  ] as const;
  time.pass(1000);
  const open = [new Map<number, number>(), new Map<number, number>()] as const;
  let ids = 0;
  for (const {
    on,
    client,
    act: [what, line],
    passes,
  } of doings) {
    const [node, clients] = on === 0 ? [nodes[0], open[0]] : [nodes[1], open[1]];
    const id = clients.get(client);
    if (what === 'connect' && id === undefined) {
      clients.set(client, (ids += 1));
      node.does(connects(ids));
    } else if (what === 'tick') node.does(TICKS);
    else if (what === 'losing' || what === 'doubling') log[what] = 1;
    else if (what === 'cut' || what === 'heal') node.way.cut(what === 'cut');
    else if (id !== undefined && what === 'line') node.does(sends(id, line));
    else if (id !== undefined && what === 'disconnect') {
      clients.delete(client);
      node.does(disconnects(id));
    } else if (id !== undefined && (what === 'overflowed' || what === 'caughtUp'))
      node.does({ type: what, client: id });
    time.pass(passes);
  }
  for (const node of nodes) node.way.cut(false);
  time.pass(5000);
  return { time, log, nodes, connected: open.map((clients) => Array.from(clients.values())) };
}
