import * as fc from 'fast-check';
import { type Case, CASES, growthCase, type Measured, withClients } from '../../bench/cases';
import { notes, row, type Sample } from '../../bench/compare';
import { type Limit, limits, whatStops } from '../../bench/limits';
import { Latencies } from '../../bench/load/latencies';
import { Order } from '../../bench/load/order';
import { WHISPERED } from '../../bench/load/mark';
import { median, table } from '../../bench/report';
import { edges, type Step } from '../../bench/threshold';

const measured = (changes: Partial<Measured>): Measured => ({
  ...{ clients: 10, joinSeconds: 1, toldSeconds: 1, untoldBytes: 0, joinsPerSecond: 10, joinCpu: 0, rssBefore: 0 },
  ...{ rssJoined: 0, bytesPerClient: 0, seconds: 1, deliveriesPerSecond: 0, linesPerSecond: 0, lost: 0, reordered: 0 },
  ...{ p50: 0, p99: 0, p999: 0, max: 0, late: 0, serverCpu: 1, loadCpu: 0.5, cpuPerDelivery: 0, rssStart: 0 },
  ...{ rssEnd: 0, closed: 0, dropped: 0, writesPerLine: 0, encodesPerLine: 0, syncsPerLine: NaN, ...changes },
});
const caseOf = (name: string): Case => CASES.find((one) => one.name === name)!;

describe('Latencies', () => {
  it('has every percentile within a hundredth of the exact one, and the largest as it is', () => {
    const times = fc.array(fc.nat({ max: 2 ** 31 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, fc.double({ min: 0.01, max: 1, noNaN: true }), (microseconds, share) => {
        const latencies = new Latencies();
        for (const time of microseconds) latencies.add(time);
        const sorted = [...microseconds].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(sorted.length * share) - 1]! / 1000;
        const told = latencies.quantile(share);
        expect(told).toBeLessThanOrEqual(exact);
        expect(told).toBeGreaterThanOrEqual(exact * 0.99);
        expect(latencies.max).toBe(sorted.at(-1)! / 1000);
      }),
    );
  });

  it('is 0 where there was nothing', () => {
    expect(new Latencies().quantile(0.99)).toBe(0);
  });
});

describe('Order', () => {
  const told = (...sequences: number[]): Order => {
    const order = new Order();
    for (const sequence of sequences) order.note({ posted: 0, sender: 3, sequence });
    return order;
  };

  it.each([
    { what: 'nothing wrong', sequences: [0, 1, 2], skipped: 0, reordered: 0 },
    { what: 'a line that is missing', sequences: [0, 2, 3], skipped: 1, reordered: 0 },
    { what: 'a line that comes late', sequences: [0, 2, 1, 3], skipped: 1, reordered: 1 },
    { what: 'a line that comes twice', sequences: [0, 1, 1, 2], skipped: 0, reordered: 1 },
    { what: 'whispers in between', sequences: [0, WHISPERED, 1, WHISPERED], skipped: 0, reordered: 0 },
  ])('sees $what', ({ sequences, skipped, reordered }) => {
    expect(told(...sequences)).toMatchObject({ skipped, reordered });
  });

  it('keeps the senders apart', () => {
    const order = told(0, 1);
    order.note({ posted: 0, sender: 4, sequence: 0 });
    expect(order).toMatchObject({ skipped: 0, reordered: 0 });
  });
});

describe('the table', () => {
  const subjects = ['server', 'bound'].map((name) => ({ name, command: [], hasMetrics: true }));
  const samples = (figures: readonly (readonly [server: number, bound: number])[]): Sample[] =>
    figures.flatMap((both, round) =>
      both.map((deliveriesPerSecond, index) => ({
        case: 'w16',
        round,
        subject: subjects[index]!.name,
        measured: measured({ deliveriesPerSecond }),
      })),
    );

  it('has the median of the figures, and the median of the ratios within each round', () => {
    const [name, figure, middle, ratio, to] = row(
      caseOf('w16'),
      samples([
        [100, 200],
        [3000, 1000],
        [2000, 1000],
      ]),
      subjects,
    );
    expect([name, figure, middle, ratio, to]).toStrictEqual(['w16', 'deliveries/s', '2,000', '2.00', 'bound']);
  });

  it('has no ratio where there is nothing to compare with', () => {
    const cells = row(caseOf('whisper'), samples([[100, 200]]).slice(0, 1), subjects.slice(0, 1));
    expect(cells.slice(2, 5)).toStrictEqual(['100', '', '']);
  });

  it('says what was lost, and when it was the load that could do no more', () => {
    const all = [measured({ lost: 3, closed: 1 }), measured({ lost: 4, loadCpu: 0.99, serverCpu: 0.8 })];
    expect(notes(caseOf('w16'), all)).toStrictEqual(['7 LOST', '1 CLOSED', 'the load was the limit, not the server']);
    expect(notes(caseOf('w16'), [measured({})])).toStrictEqual([]);
  });

  it('is laid out in columns', () => {
    expect(
      table(
        ['case', 'median', 'notes'],
        [
          ['w1', '1,000', ''],
          ['w256', '20', 'fast'],
        ],
      ),
    ).toBe('case  median  notes\n----  ------  -----\nw1     1,000\nw256      20  fast');
  });

  it('takes the middle of an odd number and the mean of the two in the middle of an even one', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([]), median([NaN, 5])]).toStrictEqual([2, 2.5, NaN, 5]);
  });
});

describe('the cases', () => {
  it('keep their shares with another number of clients', () => {
    expect(withClients(caseOf('stalled'), 50)).toMatchObject({ clients: 50, stalled: 5, talk: { senders: 10 } });
    expect(withClients(growthCase(10), 10)).toMatchObject({ clients: 10, talk: { senders: 5, window: 16 } });
  });

  it('always have more readers than senders', () => {
    for (const one of CASES)
      for (const clients of [2, 10, one.clients]) {
        const { stalled, talk } = withClients(one, clients);
        expect(clients - stalled).toBeGreaterThanOrEqual(talk.senders);
      }
  });
});

describe('the limits of the machine', () => {
  const known: readonly Limit[] = [
    { name: 'open files', clients: 4032, says: 'this user may open 4,096 files' },
    { name: 'memory', clients: 900, says: 'little memory is free' },
  ];

  it('say which one stops so many clients: the tightest', () => {
    expect(whatStops(5000, known)).toBe('memory stop 5,000 clients: little memory is free; 900 clients fit');
    expect(whatStops(900, known)).toBeUndefined();
  });

  it('leave room for a few clients on any machine', () => {
    expect(limits().map(({ name }) => name)).toStrictEqual(['open files', 'memory', 'ports of the loopback address']);
    expect(whatStops(10, limits())).toBeUndefined();
  });
});

describe('the threshold', () => {
  const step = (rate: number, dropped: number): Step => ({ ...measured({ dropped }), rate });

  it('lies between the first rate with drops and the one before', () => {
    const found = edges([step(400, 7), step(100, 0), step(200, 0), step(800, 0)]);
    expect([found.clean?.rate, found.dropping?.rate]).toStrictEqual([200, 400]);
  });

  it('is above all rates where nothing was dropped, and below all where something always was', () => {
    expect(edges([step(100, 0), step(200, 0)])).toMatchObject({ clean: { rate: 200 }, dropping: undefined });
    expect(edges([step(100, 1)])).toMatchObject({ clean: undefined, dropping: { rate: 100 } });
  });
});
