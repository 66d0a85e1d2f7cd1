import fc from 'fast-check';
import { type Delivery, end, enter, leave, tell, tellRoom } from '../../../src/streams/model/delivery';
import { FanOutUnderTest, type Reader } from '../../helpers/fanOutUnderTest';

const CLIENTS = [1, 2, 3, 4, 5];
const ROOMS = ['a', 'b', 'c'];

/** A client as the simplest program there is would know it. */
interface Listener {
  room: string | undefined;
  ended: boolean;
  readonly lines: string[];
  readonly reader: Reader;
}

/** One random step; what it means depends on where the client is by then. */
interface Step {
  readonly kind: 'tell' | 'tellRoom' | 'move' | 'leave' | 'end';
  readonly client: number;
  readonly room: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('tell', 'tell', 'tellRoom', 'tellRoom', 'tellRoom', 'move', 'move', 'leave', 'end'),
  client: fc.constantFrom(...CLIENTS),
  room: fc.constantFrom(...ROOMS),
});
const batch = fc.record({
  arriving: fc.subarray(CLIENTS),
  steps: fc.array(step, { maxLength: 25, size: 'max' }),
  vanishing: fc.subarray(CLIENTS, { maxLength: 2 }),
});

/** Tells every client every line by itself, at once; a room is who is in it. */
class Model {
  readonly listeners = new Map<number, Listener>();
  /** One set for each time that a room was opened. */
  private readonly rooms = new Map<string, Set<Listener>>();
  private told = new Set<Set<Listener>>();
  private lines = 0;

  constructor(private readonly out: FanOutUnderTest) {}

  arrive(client: number): void {
    if (this.listeners.has(client)) return;
    this.listeners.set(client, { room: undefined, ended: false, lines: [], reader: this.out.reader(client) });
  }

  vanish(client: number): void {
    const listener = this.listeners.get(client);
    if (!listener) return;
    this.vacate(listener);
    listener.reader.subscription?.unsubscribe();
    this.listeners.delete(client);
  }

  /** Carries a step out, and returns the deliveries that stand for it. */
  carryOut({ kind, client, room }: Step): Delivery[] {
    const line = `${String((this.lines += 1))} ${'ж'.repeat(this.lines % 3)}`;
    const listener = this.listeners.get(client);
    const heard = listener && !listener.ended ? listener : undefined;
    switch (kind) {
      case 'tell':
        heard?.lines.push(line);
        return [tell(client, line)];
      case 'tellRoom':
        return [this.tellRoom(room, line)];
      case 'leave': {
        const left = listener?.room ?? room;
        if (heard) this.vacate(heard);
        return [leave(client, left)];
      }
      case 'move': {
        const left = listener?.room;
        if (heard) this.vacate(heard);
        if (heard) this.seat(heard, room);
        return [...(left === undefined ? [] : [leave(client, left)]), enter(client, room)];
      }
      case 'end':
        if (heard) {
          this.vacate(heard);
          heard.ended = true;
          heard.lines.push(line);
        }
        return [end(client, line)];
    }
  }

  tellRoom(room: string, line: string): Delivery {
    const members = this.rooms.get(room);
    if (members) this.told.add(members);
    for (const member of members ?? []) member.lines.push(line);
    return tellRoom(room, line);
  }

  /** How many rooms have been told something since the last time that this was asked. */
  takeTold(): number {
    const { size } = this.told;
    this.told = new Set();
    return size;
  }

  private seat(listener: Listener, room: string): void {
    listener.room = room;
    const members = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, members.add(listener));
  }

  private vacate(listener: Listener): void {
    const { room } = listener;
    if (room === undefined) return;
    listener.room = undefined;
    const members = this.rooms.get(room);
    members?.delete(listener);
    if (members?.size === 0) this.rooms.delete(room);
  }
}

describe('FanOut, for any deliveries', () => {
  it('gives each client what telling every line by itself would give it', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6, size: 'max' }), (batches) => {
        const out = new FanOutUnderTest();
        const model = new Model(out);

        const turn = (deliveries: readonly Delivery[]): void => {
          const endedBefore = new Set(Array.from(model.listeners.values()).filter(({ reader }) => reader.completed));
          const encodedBefore = out.encoded;
          const chunksBefore = new Map(Array.from(model.listeners, ([id, { reader }]) => [id, reader.chunks.length]));
          out.turn(...deliveries);
          expect(out.encoded - encodedBefore).toBe(model.takeTold());
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
          // Whoever is in a room hears what it is told, and a room in which nobody is costs nothing.
          turn(ROOMS.map((room) => model.tellRoom(room, `who is in ${room}?`)));
          for (const client of vanishing) model.vanish(client);
          turn(ROOMS.map((room) => model.tellRoom(room, `who is still in ${room}?`)));
        }
      }),
    );
  });

  it('gives it to them in any shares, and nobody gets anything twice or in another order', () => {
    const limits = fc.record({
      writesPerTurn: fc.integer({ min: 1, max: 4 }),
      highWaterMarkBytes: fc.constantFrom(0, 30, 100_000),
    });
    fc.assert(
      fc.property(limits, fc.array(batch, { maxLength: 6, size: 'max' }), (chosen, batches) => {
        const out = new FanOutUnderTest(chosen);
        const model = new Model(out);
        let told = 0;
        for (const { arriving, steps, vanishing } of batches) {
          for (const client of arriving) model.arrive(client);
          out.turn(...steps.flatMap((each) => model.carryOut(each)));
          told += model.takeTold();
          for (const { reader, lines, ended } of model.listeners.values()) {
            expect(reader.lines).toEqual(lines.slice(0, reader.lines.length));
            if (ended) expect(reader.lines).toEqual(lines); // nothing is kept back from one that ends
            expect(reader.completed).toBe(ended);
          }
          for (const client of vanishing) model.vanish(client);
        }
        out.settle();
        for (const { reader, lines } of model.listeners.values()) expect(reader.lines).toEqual(lines);
        expect(out.encoded).toBeLessThanOrEqual(told);
      }),
    );
  });
});
