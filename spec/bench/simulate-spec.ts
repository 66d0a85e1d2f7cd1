import fc from 'fast-check';
import { OptionsError } from '../../bench/commandLine';
import { Random } from '../../bench/random';
import { Agenda } from '../../bench/simulate/agenda';
import { firstOf, reachedAt, type Step } from '../../bench/simulate/limits';
import { type LogModel, LogQueue } from '../../bench/simulate/logQueue';
import { logModelOf } from '../../bench/simulate/network';
import { readSimulateOptions } from '../../bench/simulate/options';
import { populationOf } from '../../bench/simulate/population';
import { runChat } from '../../bench/simulate/run';
import type { Scenario } from '../../bench/simulate/scenario';
import { simulateTraffic } from '../../bench/simulate/traffic';
import type { ChatEvent } from '../../src/streams/model/chatEvent';

const scenarioOf = (...args: readonly string[]): Scenario => readSimulateOptions(args)!.scenario;

describe('Agenda', () => {
  it('lets all happen in the order of its time, and of the asking at one time, up to the end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, end) => {
        const agenda = new Agenda();
        const happened: [number, number][] = [];
        for (const [order, time] of times.entries()) agenda.at(time, () => happened.push([agenda.now, order]));
        agenda.runUntil(end);
        const due = times.map((time, order): [number, number] => [time, order]).filter(([time]) => time <= end);
        expect(happened).toEqual(due.sort(([a, first], [b, second]) => a - b || first - second));
        expect(agenda.now).toBe(end);
      }),
    );
  });

  it('lets nothing happen in the past', () => {
    const agenda = new Agenda();
    const times: number[] = [];
    agenda.at(5, () => agenda.at(1, () => times.push(agenda.now)));
    agenda.runUntil(10);
    expect(times).toEqual([5]);
  });
});

describe('LogQueue', () => {
  const MODEL: LogModel = { messages: 1000, bytes: 1e6, commitMs: 3, wayMs: 2, jitterMs: 0 };

  it('takes one message after the other, in a time by its size', () => {
    const agenda = new Agenda();
    const stored: [string, number, number][] = [];
    const log = new LogQueue<string>(agenda, Random.for(1, 'log', 0), MODEL, 10, (message, place) =>
      stored.push([message, place, agenda.now]),
    );
    const way = log.way();
    way('a', 0); // there at 2, taken within 1 ms, with the others 3 later
    way('b', 1000); // 2 ms more
    agenda.runUntil(100);
    expect(stored).toEqual([
      ['a', 11, 6],
      ['b', 12, 8],
    ]);
    expect(log.busyMs).toBe(3);
  });

  it('keeps the order of each way, whatever its ways take', () => {
    const agenda = new Agenda();
    const stored: string[] = [];
    const log = new LogQueue<string>(agenda, Random.for(7, 'log', 0), { ...MODEL, jitterMs: 5 }, 0, (message) =>
      stored.push(message),
    );
    const ways = { a: log.way(), b: log.way() };
    for (let index = 10; index < 60; index += 1) {
      agenda.at(index, () => {
        ways.a(`a${index}`, 10);
        ways.b(`b${index}`, 10);
      });
    }
    agenda.runUntil(1000);
    expect(stored).toHaveLength(100);
    for (const way of ['a', 'b']) {
      const own = stored.filter((message) => message.startsWith(way));
      expect(own).toEqual([...own].sort());
    }
  });
});

describe('a limit', () => {
  const step = (at: number, core: number, heap: number): Step => ({
    at,
    shares: {
      'way through the log': 0,
      'bytes out of the log': 0,
      'core of a node': core,
      'heap of a node': heap,
    },
  });

  it('is reached between two steps, on a straight line of logarithms', () => {
    const steps = [step(100, 0.1, 0.5), step(10_000, 10, 0.9)];
    expect(reachedAt(steps, 'core of a node')).toBeCloseTo(1000, 6);
    expect(reachedAt(steps, 'heap of a node')).toBeUndefined();
  });

  it('that is reached first is the wall', () => {
    const steps = [step(100, 0.1, 0.5), step(10_000, 10, 5)];
    expect(firstOf(steps)?.limit).toBe('heap of a node');
    expect(firstOf([step(1, 0.1, 0.1)])).toBeUndefined();
  });
});

describe('the command line of the simulation', () => {
  it('has rooms by their size, or the other way round', () => {
    expect(scenarioOf('--users', '1000', '--room-size', '30')).toMatchObject({ rooms: 34, roomSize: 30 });
    expect(scenarioOf('--users', '1000', '--rooms', '10')).toMatchObject({ rooms: 10, roomSize: 100 });
    expect(readSimulateOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--nodes', '0'], '--nodes is a whole number from 1 to 1000, not "0"'],
    [['--nodes', '10', '--users', '9'], '--users is a whole number from 10 to 100000000, not "9"'],
    [
      ['--users', '1000', '--rooms', '2', '--room-size', '3'],
      '--rooms 2 of --room-size 3 do not hold 1000 people: give one of the two',
    ],
    [['--seconds', 'x'], '--seconds is a number from 0.1 to 60, not "x"'],
  ])('%j: says what is allowed', (args, sentence) => {
    expect(() => readSimulateOptions(args)).toThrow(new OptionsError(sentence));
  });
});

describe('a simulated chat', () => {
  const small = (...more: readonly string[]): Scenario =>
    scenarioOf(
      '--nodes',
      '2',
      '--users',
      '20',
      '--room-size',
      '20',
      '--lines-per-user',
      '600',
      '--seconds',
      '1',
      ...more,
    );

  it('has each line that somebody says once, in the order of who says it, and gives it to all of the room', () => {
    const scenario = small();
    const said: Extract<ChatEvent, { type: 'lineReceived' }>[] = [];
    let rooms = 0;
    const { traffic, deliveries } = runChat(scenario, populationOf(scenario), (event, told) => {
      if (event.type !== 'lineReceived' || event.text.startsWith('/')) return;
      said.push(event);
      rooms += told.filter(({ type }) => type === 'sendRoom').length;
    });
    expect(said.length).toBeGreaterThan(150);
    expect(rooms).toBe(said.length);
    const lines = said.map(({ line }) => line);
    expect(new Set(lines).size).toBe(lines.length);
    for (const client of new Set(said.map((event) => event.client))) {
      const own = said.filter((event) => event.client === client).map(({ line }) => line ?? 0);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    const all = deliveries.reduce((sum, one) => sum + one, 0);
    expect(all).toBeCloseTo(20 * traffic.events, 6); // so nobody missed one, at whichever node
  });

  it('is the same with the same seed, and another one with another', () => {
    const run = (seed: string) => {
      const scenario = small('--seed', seed);
      return runChat(scenario, populationOf(scenario)).traffic;
    };
    expect(run('5')).toEqual(run('5'));
    expect(run('5')).not.toEqual(run('6'));
  });

  it('takes longer through a log that is nearly full, and puts more lines into a message then', () => {
    const [idle, full] = ['100000', '150'].map((messages) => {
      const scenario = small('--log-messages', messages);
      const { traffic } = runChat(scenario, populationOf(scenario));
      return traffic;
    });
    expect(idle!.events / idle!.messages).toBeCloseTo(1, 0);
    expect(full!.busy).toBeGreaterThan(0.9);
    expect(full!.p99).toBeGreaterThan(2 * idle!.p99);
    expect(full!.events).toBeGreaterThan(full!.messages);
  });

  it('shows a log that does not keep up at all', () => {
    const { capacities } = small('--log-messages', '1');
    const event = JSON.stringify({ type: 'lineReceived', client: 2 ** 32 + 1, text: 'hi', line: 1 });
    const talk = { nodes: 1, linesPerSecond: 100, seconds: 5, seed: 1, log: logModelOf(capacities) };
    const { p99, busy } = simulateTraffic({ ...talk, next: () => ({ node: 0, event }) });
    expect(busy).toBe(1);
    expect(p99).toBeGreaterThan(1000);
  });
});
