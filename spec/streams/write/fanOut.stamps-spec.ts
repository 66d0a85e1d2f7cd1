import fc from 'fast-check';
import type { Dialect } from '../../../src/streams/dialects/dialect';
import {
  type Delivery,
  end,
  enterRoom,
  send,
  sendRoom,
  sendRoomExcept,
  stamp,
} from '../../../src/streams/model/delivery';
import { bare, note } from '../../helpers/bareDialect';
import { FanOutUnderTest } from '../../helpers/fanOutUnderTest';

/** Shows the number and the time of the event that a message tells of. */
const stamped: Dialect = {
  ...bare,
  name: 'stamped',
  show: (message, { seq, at } = { seq: 0, at: 0 }) => bare.show(message).map((line) => `${seq}@${at} ${line}`),
};

describe('the stamp of an event', () => {
  it('is that of all messages behind it, to clients and to rooms, up to the next stamp', () => {
    const out = new FanOutUnderTest({}, [stamped, bare]);
    const alice = out.reader(1);
    const bob = out.reader(2);
    out.turn(
      stamp({ seq: 7, at: 70 }),
      enterRoom(1, 'dev'),
      enterRoom(2, 'dev'),
      send(1, note('own')),
      sendRoom('dev', note('all')),
      stamp({ seq: 9, at: 95 }),
      sendRoomExcept('dev', note('but one'), [1]),
      send(1, note('other')),
    );
    expect(alice.lines).toEqual(['7@70 own', '7@70 all', '9@95 other']);
    expect(bob.lines).toEqual(['7@70 all', '9@95 but one']);
  });

  it('holds in a turn that follows, and a farewell has none', () => {
    const out = new FanOutUnderTest({}, [stamped, bare]);
    const alice = out.reader(1);
    out.turn(stamp({ seq: 3, at: 30 }), send(1, note('a')));
    out.turn(send(1, note('b')), end(1, 'exit'));
    expect(alice.lines).toEqual(['3@30 a', '3@30 b', '0@0 end: exit']);
  });

  it('costs no client a line or a byte that its dialect does not show', () => {
    const anyDelivery = fc.oneof(
      fc.record({ seq: fc.nat(), at: fc.nat() }).map(stamp),
      fc.string({ unit: 'grapheme-ascii' }).map((line) => sendRoom('dev', note(line))),
      fc.string({ unit: 'grapheme-ascii' }).map((line) => send(2, note(line))),
    );
    const received = (deliveries: readonly Delivery[]): string[][] => {
      const out = new FanOutUnderTest({}, [bare, stamped]);
      const readers = [out.reader(1), out.reader(2)];
      out.turn(enterRoom(1, 'dev'), enterRoom(2, 'dev'), ...deliveries);
      return readers.map(({ lines }) => lines);
    };
    fc.assert(
      fc.property(fc.array(anyDelivery), (deliveries) => {
        expect(received(deliveries)).toEqual(received(deliveries.filter(({ type }) => type !== 'stamp')));
      }),
    );
  });
});
