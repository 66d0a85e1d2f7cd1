import fc from 'fast-check';
import type { Dialect } from '../../../src/streams/dialects/dialect';
import { type Delivery, end, enterRoom, leaveRoom, useDialect } from '../../../src/streams/model/delivery';
import type { EndReason, Message } from '../../../src/streams/model/message';
import { bare, note } from '../../helpers/bareDialect';
import { FanOutUnderTest, type Reader, sendLine, sendRoomLine } from '../../helpers/fanOutUnderTest';
import { tiny } from '../../helpers/tinyDialect';

const CLIENTS = [1, 2, 3, 4, 5];
const ROOMS = ['a', 'b', 'c'];
const DIALECTS = [bare, tiny] as const;

/** A client as the simplest program there is would know it. */
interface Listener {
  room: string | undefined;
  dialect: Dialect;
  ended: boolean;
  readonly lines: string[];
  readonly reader: Reader;
}

/** One random step; what it means depends on where the client is by then. */
interface Step {
  readonly kind: 'send' | 'sendRoom' | 'sendRoomExcept' | 'move' | 'leave' | 'useDialect' | 'end';
  readonly client: number;
  readonly room: string;
  readonly dialect: Dialect;
  readonly except: readonly number[];
  readonly reason: EndReason;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(['send', 'send', 'sendRoom', 'sendRoom', 'sendRoom', 'sendRoomExcept', 'sendRoomExcept'] as const),
    ...(['move', 'move', 'leave', 'useDialect', 'useDialect', 'end'] as const),
  ),
  client: fc.constantFrom(...CLIENTS),
  room: fc.constantFrom(...ROOMS),
  dialect: fc.constantFrom(...DIALECTS),
  // In any order, now and then twice, in other rooms or none, and one that there never is.
  except: fc.array(fc.constantFrom(...CLIENTS, 99), { maxLength: 5 }),
  reason: fc.constantFrom('exit', 'shutdown', 'idle_timeout'),
});
const batch = fc.record({
  arriving: fc.subarray(CLIENTS),
  steps: fc.array(step, { maxLength: 25, size: 'max' }),
  vanishing: fc.subarray(CLIENTS, { maxLength: 2 }),
});
const history = fc.array(batch, { maxLength: 6, size: 'max' });

/** Those who are in a room and use one dialect: one set for each time that there came to be such. */
type Audience = Set<Listener>;

/** Sends every message to every client by itself, at once; a room is who is in it. */
class Model {
  readonly listeners = new Map<number, Listener>();
  private readonly rooms = new Map<string, Map<Dialect, Audience>>();
  private reached = new Set<Audience>();
  private messages = 0;

  constructor(private readonly out: FanOutUnderTest) {}

  arrive(client: number): void {
    if (this.listeners.has(client)) return;
    const [dialect] = DIALECTS;
    this.listeners.set(client, { room: undefined, dialect, ended: false, lines: [], reader: this.out.reader(client) });
  }

  vanish(client: number): void {
    const listener = this.listeners.get(client);
    if (!listener) return;
    this.vacate(listener);
    listener.reader.subscription?.unsubscribe();
    this.listeners.delete(client);
  }

  /** Carries a step out, and returns the deliveries that stand for it. */
  carryOut({ kind, client, room, dialect, except, reason }: Step): Delivery[] {
    const line = `${String((this.messages += 1))} ${'ж'.repeat(this.messages % 3)}`;
    const listener = this.listeners.get(client);
    const open = listener && !listener.ended ? listener : undefined;
    switch (kind) {
      case 'send':
        if (open) show(open, note(line));
        return [sendLine(client, line)];
      case 'sendRoom':
        return [this.sendRoom(room, line)];
      case 'sendRoomExcept':
        return [this.sendRoom(room, line, except)];
      case 'leave':
        if (open) this.vacate(open);
        return [leaveRoom(client)];
      case 'move':
        if (open) this.vacate(open);
        if (open) this.seat(open, room);
        return [leaveRoom(client), enterRoom(client, room)];
      case 'useDialect':
        if (open) this.change(open, dialect);
        return [useDialect(client, dialect.name)];
      case 'end':
        if (open) {
          this.vacate(open);
          open.ended = true;
          show(open, { type: 'end', reason });
        }
        return [end(client, reason)];
    }
  }

  sendRoom(room: string, line: string, except?: readonly number[]): Delivery {
    const excluded = new Set(except?.map((client) => this.listeners.get(client)));
    for (const audience of this.rooms.get(room)?.values() ?? []) {
      const receiving = Array.from(audience).filter((listener) => !excluded.has(listener));
      if (receiving.length > 0) this.reached.add(audience);
      for (const listener of receiving) show(listener, note(line));
    }
    return sendRoomLine(room, line, except);
  }

  /** How many audiences some client has received a message as one of since this was last asked. */
  takeReached(): number {
    const { size } = this.reached;
    this.reached = new Set();
    return size;
  }

  private change(listener: Listener, dialect: Dialect): void {
    const { room } = listener;
    this.vacate(listener);
    listener.dialect = dialect;
    if (room !== undefined) this.seat(listener, room);
  }

  private seat(listener: Listener, room: string): void {
    listener.room = room;
    const audiences = this.rooms.get(room) ?? new Map<Dialect, Audience>();
    this.rooms.set(room, audiences);
    audiences.set(listener.dialect, (audiences.get(listener.dialect) ?? new Set()).add(listener));
  }

  private vacate(listener: Listener): void {
    const { room, dialect } = listener;
    if (room === undefined) return;
    listener.room = undefined;
    const audiences = this.rooms.get(room);
    const audience = audiences?.get(dialect);
    audience?.delete(listener);
    if (audience?.size === 0) audiences?.delete(dialect);
  }
}

const show = ({ dialect, lines }: Listener, message: Message): void => void lines.push(...dialect.show(message));

describe('FanOut, for any deliveries', () => {
  it('gives each client what sending each message to it by itself would give it', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const out = new FanOutUnderTest({}, DIALECTS);
        const model = new Model(out);

        const turn = (deliveries: readonly Delivery[]): void => {
          const endedBefore = new Set(Array.from(model.listeners.values()).filter(({ reader }) => reader.completed));
          const encodedBefore = out.encoded;
          const chunksBefore = new Map(Array.from(model.listeners, ([id, { reader }]) => [id, reader.chunks.length]));
          out.turn(...deliveries);
          expect(out.encoded - encodedBefore).toBe(model.takeReached()); // once for each room and dialect
          for (const [id, listener] of model.listeners) {
            const { reader, lines, ended } = listener;
            expect(reader.lines).toEqual(lines);
            expect(reader.completed).toBe(ended);
            const chunks = reader.chunks.slice(chunksBefore.get(id));
            expect(chunks.filter(({ last }) => !last).length).toBeLessThanOrEqual(1); // one write a turn
            expect(chunks.filter(({ last }) => last).length).toBe(ended && !endedBefore.has(listener) ? 1 : 0);
            for (const { bytes, lines: count } of chunks) {
              expect(Buffer.from(bytes).toString().split('\n').length - 1).toBe(count);
            }
          }
        };

        for (const { arriving, steps, vanishing } of batches) {
          for (const client of arriving) model.arrive(client);
          turn(steps.flatMap((each) => model.carryOut(each)));
          // All who are in a room receive what it is sent, and a room without members costs nothing.
          turn(ROOMS.map((room) => model.sendRoom(room, `who is in ${room}?`)));
          for (const client of vanishing) model.vanish(client);
          turn(ROOMS.map((room) => model.sendRoom(room, `who is still in ${room}?`)));
        }
      }),
    );
  });

  const limits = fc.record({
    writesPerTurn: fc.integer({ min: 1, max: 4 }),
    highWaterMarkBytes: fc.constantFrom(0, 30, 100_000),
  });

  it('gives it to them in rounds of any size, nothing twice and nothing in another order', () => {
    fc.assert(
      fc.property(limits, history, (chosen, batches) => {
        const out = new FanOutUnderTest(chosen, DIALECTS);
        const model = new Model(out);
        let reached = 0;
        for (const { arriving, steps, vanishing } of batches) {
          for (const client of arriving) model.arrive(client);
          out.turn(...steps.flatMap((each) => model.carryOut(each)));
          reached += model.takeReached();
          for (const { reader, lines, ended } of model.listeners.values()) {
            expect(reader.lines).toEqual(lines.slice(0, reader.lines.length));
            if (ended) expect(reader.lines).toEqual(lines); // nothing is kept back from one that ends
            expect(reader.completed).toBe(ended);
          }
          for (const client of vanishing) model.vanish(client);
        }
        out.settle();
        for (const { reader, lines } of model.listeners.values()) expect(reader.lines).toEqual(lines);
        expect(out.encoded).toBeLessThanOrEqual(reached);
      }),
    );
  });

  it('knows how much waits, whatever has come before', () => {
    fc.assert(
      fc.property(history, fc.boolean(), (batches, settles) => {
        const out = new FanOutUnderTest({ writesPerTurn: 1, highWaterMarkBytes: 30 }, DIALECTS);
        const model = new Model(out);
        for (const { arriving, steps, vanishing } of batches) {
          for (const client of arriving) model.arrive(client);
          out.turn(...steps.flatMap((each) => model.carryOut(each)));
          for (const client of vanishing) model.vanish(client);
        }
        if (settles) out.settle();
        else for (const client of CLIENTS) model.vanish(client);
        const probes = [101, 102, 103].map((client) => out.reader(client));
        out.turn(...[101, 102, 103].map((client) => enterRoom(client, 'probe')));
        out.turn(sendRoomLine('probe', 'x'.repeat(29))); // 30 bytes are not more than the mark
        expect(probes.map(({ lines }) => lines.length)).toEqual([1, 0, 0]);
        out.turn(sendRoomLine('probe', ''));
        expect(probes.map(({ lines }) => lines.length)).toEqual([2, 2, 2]);
      }),
    );
  });
});
