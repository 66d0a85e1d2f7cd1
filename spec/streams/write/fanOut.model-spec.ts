import fc from 'fast-check';
import { type Delivery, enterRoom } from '../../../src/streams/model/delivery';
import { anyBatch, CLIENTS, DIALECTS, FanOutModel, ROOMS } from '../../helpers/fanOutModel';
import { FanOutUnderTest, sendRoomLine } from '../../helpers/fanOutUnderTest';

const history = fc.array(anyBatch, { maxLength: 6, size: 'max' });

describe('FanOut, for any deliveries', () => {
  it('gives each client what sending each message to it by itself would give it', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const out = new FanOutUnderTest({}, DIALECTS);
        const model = new FanOutModel((client) => out.reader(client));

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
          for (const client of vanishing) model.vanish(client)?.reader.subscription?.unsubscribe();
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
        const model = new FanOutModel((client) => out.reader(client));
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
          for (const client of vanishing) model.vanish(client)?.reader.subscription?.unsubscribe();
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
        const model = new FanOutModel((client) => out.reader(client));
        for (const { arriving, steps, vanishing } of batches) {
          for (const client of arriving) model.arrive(client);
          out.turn(...steps.flatMap((each) => model.carryOut(each)));
          for (const client of vanishing) model.vanish(client)?.reader.subscription?.unsubscribe();
        }
        if (settles) out.settle();
        else for (const client of CLIENTS) model.vanish(client)?.reader.subscription?.unsubscribe();
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
