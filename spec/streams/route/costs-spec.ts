import { EMPTY } from 'rxjs';
import { TokenBucket } from '../../../src/buffers/tokenBucket';
import { DIALECTS } from '../../../src/streams/dialects/dialects';
import type { Delivery } from '../../../src/streams/model/delivery';
import { COMMANDS } from '../../../src/streams/reduce/commands/commands';
import { reduce } from '../../../src/streams/reduce/reduce';
import { Accounts } from '../../../src/streams/route/accounts';
import { Past } from '../../../src/streams/route/past';
import { remembered } from '../../../src/streams/route/remembered';
import { Activity, observed } from '../../../src/streams/route/observed';
import { route } from '../../../src/streams/route/route';
import { FakeConnection } from '../../helpers/fakeConnection';
import { arrives, History, NO_LIMITS, recordedOf, sends } from '../../helpers/history';

/**
 * What each command makes the server do, for the tokens that it takes. The unit is a byte that a client receives alone; a line
 * is as much work as 256 of them, and so are a thousand receivers of what is encoded once for all. Bytes that the client sent
 * itself are not counted: it cannot make others receive more than it sends.
 */
const LINE_WORK = 256;
const RECEIVERS_PER_LINE = 1000;
/** How many times as much work a token may buy as the one that buys least. */
const MOST_RATIO = 3;

/** One in the lobby, and one in a room of its own. */
const ASKERS = [1, 2000];

/** A large server: a lobby with more people than a token pays for, and more rooms than a list names, all with long names. */
function largeServer(): History {
  const history = new History();
  history.add(...arrives(1, 'asker'));
  const name = (kind: string, index: number): string => `${kind}-${'long-name'.slice(0, 9)}${index}`.slice(0, 16);
  for (let client = 2; client < 1500; client += 1) history.add(...arrives(client, name('u', client)));
  for (let client = 2000; client < 2700; client += 1) {
    history.add(...arrives(client, name('v', client)), sends(client, `/join ${name('r', client)}`));
  }
  // Somebody to reply to, and somebody who is ignored.
  for (const asker of ASKERS) {
    const name = history.registry.clients.get(asker)?.user?.name ?? '';
    history.add(sends(3, `/w ${name} hi`), sends(asker, '/ignore u-long-name2'));
  }
  return history;
}

/** What the words of a syntax in capitals stand for; each is tried in each command. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  NAME: ['u-long-name2', 'nobody'],
  ROOM: ['r-long-name2000', 'new'],
  TEXT: ['x', 'hello everybody in here', 'word '.repeat(100).trim(), '\u{1f600}'.repeat(512)],
};

/** The lines that a syntax such as `/w NAME TEXT` stands for. */
const linesOf = (syntax: string): string[] =>
  Object.entries(SAMPLES).reduce<string[]>(
    (lines, [word, samples]) =>
      lines.flatMap((line) => (line.includes(word) ? samples.map((sample) => line.replace(word, sample)) : [line])),
    [syntax.replace(/[[\]]/g, '').replace(/\b[A-Z]+\b/g, (word) => (word in SAMPLES ? word : '500'))],
  );

/** What is charged of one event, beyond its token. */
class CountingBucket extends TokenBucket {
  charged = 0;

  override charge(tokens: number): void {
    this.charged += tokens;
  }
}

describe('what a token buys', () => {
  const { registry } = largeServer();
  const past = new Past({ historyLines: 200, historyBytes: 1_000_000, historyOnJoin: 10 });
  for (const { room } of ASKERS.map((asker) => registry.clients.get(asker)!.user!)) {
    for (let seq = 1; seq <= 200; seq += 1) {
      past.add(room, { seq, at: 0, from: 'u-long-name2', text: 'hello everybody in here' }, () => true);
    }
  }

  const deliveriesOf = (
    asker: number,
    line: string,
  ): { readonly label: string; readonly deliveries: readonly Delivery[] } => {
    const [recorded] = recordedOf([sends(asker, line)]);
    const [next, outcome] = reduce(registry, recorded!, NO_LIMITS);
    const label = outcome.type === 'command' ? outcome.command : outcome.type;
    return {
      label,
      deliveries: remembered(observed(route, new Activity()), past)({ registry: next, recorded: recorded!, outcome }),
    };
  };

  const tokensOf = (asker: number, deliveries: readonly Delivery[]): number => {
    const rate = { burst: 1e9, rate: 1, now: () => 0 };
    const bucket = new CountingBucket(rate);
    const accounts = new Accounts(rate, { lineReceivers: RECEIVERS_PER_LINE, limitLoopback: false });
    accounts.open(new FakeConnection({ id: asker, chunks$: EMPTY }), bucket);
    accounts.charge(asker, deliveries, registry);
    return 1 + bucket.charged;
  };

  const workOf = (line: string, deliveries: readonly Delivery[]): number => {
    const bytes = (delivery: Delivery): number => {
      if (delivery.type !== 'send') return 0;
      const sizes = DIALECTS.map(({ show }) => Buffer.byteLength(`${show(delivery.message).join('\n')}\n`));
      return Math.max(...sizes);
    };
    const receivers = (delivery: Delivery): number =>
      delivery.type === 'sendRoom' ? (registry.rooms.get(delivery.room)?.members.size ?? 0) : 0;
    const sum = (of: (delivery: Delivery) => number): number => deliveries.reduce((all, each) => all + of(each), 0);
    const answered = Math.max(0, sum(bytes) - Buffer.byteLength(line));
    return LINE_WORK * (1 + sum(receivers) / RECEIVERS_PER_LINE) + answered;
  };

  const lines = [
    ...COMMANDS.flatMap(({ help, words }) => [
      ...help.flatMap(({ syntax }) => linesOf(syntax)),
      ...words.map((word) => `/${word}`), // refused, if it needs more
    ]),
    'said without a slash',
    '',
    '/unknown',
  ];
  const measured = ASKERS.flatMap((asker) =>
    lines.map((line) => {
      const { label, deliveries } = deliveriesOf(asker, line);
      return { line, label, perToken: workOf(line, deliveries) / tokensOf(asker, deliveries) };
    }),
  );
  // A long line may come back to the one who sent it, as that of `/away`: it pays for that, and has bought nothing.
  const short = measured.filter(({ line }) => Buffer.byteLength(line) < LINE_WORK);
  const least = Math.min(...short.map(({ perToken }) => perToken));

  it('was measured for every command', () => {
    const labels = new Set(measured.map(({ label }) => label));
    expect(COMMANDS.map(({ label }) => label).filter((label) => !labels.has(label))).toEqual([]);
  });

  it.each(measured.map(({ line, perToken }) => [line.slice(0, 40), perToken] as const))(
    'is no more than thrice what the cheapest buys, for %j (%d)',
    (_, perToken) => {
      expect(perToken).toBeLessThanOrEqual(MOST_RATIO * least);
    },
  );

  it('is little where a list is long: the size of a list is what it costs', () => {
    expect(tokensOf(1, deliveriesOf(1, '/users *').deliveries)).toBeGreaterThan(20);
    expect(tokensOf(1, deliveriesOf(1, '/rooms').deliveries)).toBeGreaterThan(20);
  });
});
