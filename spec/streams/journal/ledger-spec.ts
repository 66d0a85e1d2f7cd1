import fc from 'fast-check';
import { EMPTY_LEDGER, entered, type Fact, type Ledger } from '../../../src/streams/journal/ledger';
import type { NodeMessage } from '../../../src/streams/journal/nodeMessage';
import { Outgoing } from '../../../src/streams/journal/outgoing';
import type { Stored } from '../../../src/streams/journal/sharedLog';
import { type Fate, FaultyLog } from '../../helpers/faultyLog';

type Message = NodeMessage<string>;

const join = (node: string, nonce = node, replaces = 0, fold = '1'): Message => ({
  type: 'join',
  node,
  nonce,
  replaces,
  fold,
  version: '1.0',
});
const events = (node: string, epoch: number, first: number, ...of: string[]): Message => ({
  type: 'events',
  node,
  epoch,
  first,
  events: of,
});
const leave = (node: string, epoch: number, first: number): Message => ({ type: 'leave', node, epoch, first });

/** The facts of messages that the log has taken one after the other, so many ms apart. */
function factsOf(messages: readonly (Message | number | undefined)[], ledger = EMPTY_LEDGER): readonly string[] {
  let at = 1_000_000;
  const entries: Stored<Message | undefined>[] = [];
  for (const message of messages) {
    if (typeof message === 'number') at += message;
    else entries.push({ place: entries.length + 1, at, message });
  }
  return read(entries, ledger).facts.map(shown);
}

function read(
  entries: readonly Stored<Message | undefined>[],
  first: Ledger = EMPTY_LEDGER,
): { readonly ledger: Ledger; readonly facts: readonly Fact<string>[] } {
  let ledger = first;
  const facts = entries.flatMap((entry) => {
    const [next, more] = entered(ledger, entry);
    ledger = next;
    return more;
  });
  return { ledger, facts };
}

function shown(fact: Fact<string>): string {
  if (fact.type === 'event') return `${fact.node}${fact.incarnation} ${fact.event}`;
  if (fact.type === 'gone') return `${fact.node}${fact.incarnation} ${fact.why}`;
  return fact.type === 'joined' ? `${fact.node}${fact.incarnation} joined` : `${fact.nonce} refused: ${fact.why}`;
}

describe('ledger', () => {
  it('gives nothing for a log with nothing in it', () => {
    expect(factsOf([])).toEqual([]);
  });

  it('counts the events of a node in order, each once, and passes over what is doubled or behind a gap', () => {
    const log = [
      join('a'),
      events('a', 1, 1, 'w', 'x'),
      events('a', 1, 1, 'w', 'x'),
      events('a', 1, 4, 'z'),
      events('a', 1, 2, 'x', 'y', 'z'),
    ];
    expect(factsOf(log)).toEqual(['a1 joined', 'a1 w', 'a1 x', 'a1 y', 'a1 z']);
  });

  it('gives the nodes one order, with numbers from 1 on', () => {
    const { facts } = read(
      [join('a'), join('b'), events('b', 2, 1, 'x'), events('a', 1, 1, 'y')].map((message, index) => ({
        place: index + 1,
        at: 5,
        message,
      })),
    );
    expect(facts.map(shown)).toEqual(['a1 joined', 'b2 joined', 'b2 x', 'a1 y']);
    expect(facts.flatMap((fact) => ('seq' in fact ? [fact.seq] : []))).toEqual([1, 2]);
  });

  it('passes over what makes no sense, an unknown node, and another epoch', () => {
    expect(factsOf([undefined, events('a', 1, 1, 'x'), join('a'), events('a', 9, 1, 'x')])).toEqual(['a1 joined']);
  });

  it('loses a node that is silent for longer than its lease, before the message that shows it', () => {
    const log = [join('a'), join('b')];
    const beats = Array.from({ length: 8 }, () => [1500, events('b', 2, 1)]).flat();
    expect(factsOf([...log, ...beats, events('b', 2, 1, 'x'), events('a', 1, 1, 'late')])).toEqual([
      'a1 joined',
      'b2 joined',
      'a1 lost',
      'b2 x',
    ]);
  });

  it('loses no node by a log that stands still', () => {
    const log = [join('a'), join('b'), 3600_000, events('a', 1, 1, 'x'), events('b', 2, 1, 'y')];
    expect(factsOf(log)).toEqual(['a1 joined', 'b2 joined', 'a1 x', 'b2 y']);
  });

  it('loses no node by a log that stood still, however much another one writes first', () => {
    const many = Array.from({ length: 100 }, (_, index) => [events('a', 1, index + 1, 'x'), 5]).flat();
    const log = [join('a'), join('b'), 3600_000, ...many, events('b', 2, 1, 'y')];
    expect(factsOf(log).filter((fact) => !fact.endsWith(' x'))).toEqual(['a1 joined', 'b2 joined', 'b2 y']);
  });

  it('replaces a process by the next of its name, and passes over what the old one still writes', () => {
    const log = [join('a', 'old'), join('a', 'new', 1), events('a', 1, 1, 'x'), events('a', 2, 1, 'y')];
    expect(factsOf(log)).toEqual(['a1 joined', 'a1 replaced', 'a2 joined', 'a2 y']);
  });

  it('refuses a join that comes late or twice, so that it replaces nobody', () => {
    const log = [join('a', 'first'), join('a', 'second', 1), join('a', 'first'), join('a', 'second', 1)];
    expect(factsOf(log)).toEqual([
      'a1 joined',
      'a1 replaced',
      'a2 joined',
      'first refused: late',
      'second refused: late',
    ]);
  });

  it('lets a node leave once all that it has written before has come', () => {
    const log = [join('a'), leave('a', 1, 2), events('a', 1, 1, 'x'), leave('a', 1, 2), events('a', 1, 2, 'y')];
    expect(factsOf(log)).toEqual(['a1 joined', 'a1 x', 'a1 left']);
  });

  it('refuses a node that would make something else of the events, while others are present', () => {
    const other = join('b', 'b', 0, '2');
    expect(factsOf([join('a'), other])).toEqual(['a1 joined', 'b refused: fold']);
    expect(factsOf([join('a'), leave('a', 1, 1), other])).toEqual(['a1 joined', 'a1 left', 'b2 joined']);
  });

  const NODES = ['a', 'b', 'c'];
  const anyMessage = fc.oneof(
    fc.record({ node: fc.constantFrom(...NODES), replaces: fc.nat(6) }).map(({ node, replaces }) => {
      return join(node, `${node}${replaces}`, replaces);
    }),
    fc
      .record({
        node: fc.constantFrom(...NODES),
        epoch: fc.nat(6),
        first: fc.integer({ min: 1, max: 6 }),
        n: fc.nat(3),
      })
      .map(({ node, epoch, first, n }) =>
        events(node, epoch, first, ...Array.from({ length: n }, (_, index) => `${epoch}:${first + index}`)),
      ),
    fc
      .record({ node: fc.constantFrom(...NODES), epoch: fc.nat(6), first: fc.integer({ min: 1, max: 6 }) })
      .map(({ node, epoch, first }) => leave(node, epoch, first)),
    fc.constant(undefined),
  );
  const anyLog = fc.array(fc.record({ message: anyMessage, passed: fc.nat(20_000) }), { maxLength: 60 }).map((all) => {
    let at = 1_000_000;
    return all.map(({ message, passed }, index) => ({ place: index + 1, at: (at += passed), message }));
  });

  it('makes of any log a sequence without a gap, in which nothing follows the end of a node', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const { facts } = read(log);
        expect(facts.flatMap((fact) => ('seq' in fact ? [fact.seq] : [])).every((seq, i) => seq === i + 1)).toBe(true);
        const numbers = new Map<number, number>();
        const ended = new Set<number>();
        for (const fact of facts) {
          if (fact.type === 'refused') continue;
          expect(ended.has(fact.incarnation)).toBe(false);
          if (fact.type === 'gone') ended.add(fact.incarnation);
          if (fact.type !== 'event') continue;
          const number = (numbers.get(fact.incarnation) ?? 0) + 1;
          numbers.set(fact.incarnation, number);
          expect(fact.event.split(':')[1]).toBe(String(number));
        }
      }),
    );
  });

  it('goes on from any place as if it had read all, also if it is shown again what it has read', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(60), fc.nat(10), (log, at, again) => {
        const whole = read(log);
        const before = read(log.slice(0, at));
        const after = read(log.slice(Math.max(0, at - again)), before.ledger);
        expect([...before.facts, ...after.facts]).toEqual(whole.facts);
        expect(after.ledger).toEqual(whole.ledger);
      }),
    );
  });

  /** A node that writes through a log with faults, and reads it. */
  class Writer {
    readonly written: string[] = [];
    private readonly outgoing = new Outgoing();
    private readerAt = 0;
    private ledger = EMPTY_LEDGER;

    constructor(
      private readonly node: string,
      private readonly log: FaultyLog<string>,
      private readonly epoch: number,
    ) {}

    add(text: string): void {
      this.written.push(text);
      this.outgoing.add(text, 0);
    }

    write(fate: Fate): void {
      const batch = this.outgoing.next();
      if (batch) this.log.offer(events(this.node, this.epoch, batch.first, ...batch.events), fate);
    }

    read(): void {
      this.ledger = read(this.log.entries.slice(this.readerAt), this.ledger).ledger;
      this.readerAt = this.log.entries.length;
      this.outgoing.cameBack(this.ledger.nodes.get(this.node)?.next ?? 1);
    }

    goBack(): void {
      this.outgoing.goBack();
    }
  }

  it('has each event of each node once and in order, whatever the log drops, doubles, delays and reorders', () => {
    const anyStep = fc.record({
      node: fc.constantFrom(0, 1),
      act: fc.constantFrom('add', 'add', 'write', 'write', 'read', 'goBack', 'comeLate'),
      fate: fc.constantFrom<Fate>('taken', 'taken', 'dropped', 'doubled', 'delayed'),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 120 }), (steps) => {
        const log = new FaultyLog<string>();
        log.offer(join('a'), 'taken');
        log.offer(join('b'), 'taken');
        const writers = [new Writer('a', log, 1), new Writer('b', log, 2)] as const;
        for (const [index, { node, act, fate }] of steps.entries()) {
          const writer = writers[node === 0 ? 0 : 1];
          if (act === 'add') writer.add(String(index));
          else if (act === 'write') writer.write(fate);
          else if (act === 'comeLate') log.comeLate();
          else writer[act]();
        }
        for (const writer of writers) {
          // The log has come back, and takes what it is offered.
          writer.read();
          writer.goBack();
          writer.write('taken');
        }
        log.comeLate();
        const { facts } = read(log.entries);
        for (const [index, node] of ['a', 'b'].entries()) {
          const counted = facts.flatMap((fact) => (fact.type === 'event' && fact.node === node ? [fact.event] : []));
          expect(counted).toEqual(writers[index === 0 ? 0 : 1].written);
        }
      }),
    );
  });
});
