import { type Delivery, end, enterRoom, leaveRoom, stamp } from '../../../src/streams/model/delivery';
import type { TurnLimits } from '../../../src/streams/write/fanOut';
import { FanOutUnderTest, type Reader, sendLine, sendRoomLine } from '../../helpers/fanOutUnderTest';

/** A fan-out with two clients in the room `a` and one in `b`, who have read all so far. */
function three(): [FanOutUnderTest, Reader, Reader, Reader] {
  const out = new FanOutUnderTest();
  const [one, two, other] = [out.reader(1), out.reader(2), out.reader(3)];
  out.turn(enterRoom(1, 'a'), enterRoom(2, 'a'), enterRoom(3, 'b'));
  return [out, one, two, other];
}

describe('what a room is sent in a turn', () => {
  it('is encoded once, and all members receive the same bytes', () => {
    const [out, one, two, other] = three();
    out.turn(sendRoomLine('a', 'first'), sendRoomLine('a', 'second'));
    expect(out.encoded).toBe(1);
    expect(one.chunks).toHaveLength(1);
    expect(two.chunks[0]?.bytes).toBe(one.chunks[0]?.bytes);
    expect(one.take()).toEqual([['first', 'second']]);
    expect(other.take()).toEqual([]);
  });

  it('is encoded once for each room', () => {
    const [out, one, two, other] = three();
    out.turn(sendRoomLine('a', '1'), sendRoomLine('b', '2'), sendRoomLine('a', '3'));
    expect(out.encoded).toBe(2);
    expect([one, two, other].map((reader) => reader.take())).toEqual([[['1', '3']], [['1', '3']], [['2']]]);
  });

  it('is not encoded if the room has no member', () => {
    const [out] = three();
    out.turn(sendRoomLine('empty', 'hello?'));
    out.turn(leaveRoom(3));
    out.turn(sendRoomLine('b', 'hello?'));
    expect(out.encoded).toBe(0);
  });

  it('is over when the turn is', () => {
    const [out, one] = three();
    out.turn(sendRoomLine('a', 'first'));
    out.turn(sendRoomLine('a', 'second'));
    expect(one.take()).toEqual([['first'], ['second']]);
  });

  it('is nothing in a turn without deliveries', () => {
    const [out, one, two] = three();
    out.turn();
    expect([one, two].map((reader) => reader.take())).toEqual([[], []]);
  });
});

/** A fan-out with so many clients in each of some rooms, who have read all so far, in the order of the rooms. */
function crowded(sizes: Readonly<Record<string, number>>, limits: Partial<TurnLimits>): [FanOutUnderTest, Reader[][]] {
  const out = new FanOutUnderTest(limits);
  let clients = 0;
  const rooms = Object.entries(sizes).map(([room, size]) =>
    Array.from({ length: size }, () => {
      clients += 1;
      const reader = out.reader(clients);
      out.turn(enterRoom(clients, room));
      return reader;
    }),
  );
  return [out, rooms];
}

const all = (readers: readonly Reader[]): string[][] =>
  readers.map((reader) => reader.take().map((chunk) => chunk.join(' ')));

describe('a room that is larger than the writes of a turn', () => {
  it('receives it over several turns, in its order', () => {
    const [out, [readers]] = crowded({ a: 5 }, { writesPerTurn: 2 });
    out.turn(sendRoomLine('a', 'hello'));
    expect(all(readers!)).toEqual([['hello'], ['hello'], [], [], []]);
    expect(out.fanOut.isBusy).toBe(true);
    out.turn();
    expect(all(readers!)).toEqual([[], [], ['hello'], ['hello'], []]);
    out.turn();
    expect(all(readers!)).toEqual([[], [], [], [], ['hello']]);
    expect(out.fanOut.isBusy).toBe(false);
    expect(out.encoded).toBe(1);
  });

  it.each([
    { members: 10, turn: 10, says: 'all, as long as those are few' },
    { members: 20, turn: 16, says: 'no fewer than 16' },
    { members: 100, turn: 25, says: 'a quarter' },
    { members: 256, turn: 64, says: 'a quarter' },
    { members: 1000, turn: 64, says: 'no more than 64' },
  ])('is written to in turns that fit its size: of $members, $turn are written to ($says)', ({ members, turn }) => {
    const [out, [readers]] = crowded({ a: members }, {});
    out.turn(sendRoomLine('a', '1'));
    expect(all(readers!).flat()).toHaveLength(turn);
  });

  it('is written to in larger turns while there are many events, so that it is not served ever later', () => {
    const [out, [readers]] = crowded({ a: 20 }, { writesPerTurn: 4, leastWrites: 4 });
    const saying = (lines: number): Delivery[] =>
      Array.from({ length: lines }, (_, index) => [
        stamp({ seq: index + 1, at: 0 }),
        sendRoomLine('a', `${index}`),
      ]).flat();
    const written = (): number => all(readers!).flat().length;
    out.turn(...saying(3));
    expect(written()).toBe(4);
    out.settle();
    all(readers!);
    out.turn(...saying(9));
    expect(written()).toBe(9);
    out.turn();
    expect(written()).toBe(4);
  });

  it('is written to in turns that fit all who are written to, when it is one of many', () => {
    const names = Array.from({ length: 40 }, (_, index) => `room${index}`);
    const [out, rooms] = crowded(Object.fromEntries(names.map((name) => [name, 5])), {});
    out.turn(...names.slice(0, 20).map((name) => sendRoomLine(name, '1')));
    expect(all(rooms.flat()).flat()).toHaveLength(25); // a quarter of 100
  });

  it('receives what comes meanwhile together with what is still to be given out, in one write', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 2 });
    out.turn(sendRoomLine('a', '1'));
    out.turn(sendRoomLine('a', '2'));
    out.turn();
    expect(all(readers!)).toEqual([['1', '2'], ['1', '2'], ['1 2'], ['1 2']]);
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('shares what is put together among those who receive the same', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 2 });
    out.turn(sendRoomLine('a', '1'));
    out.turn(sendRoomLine('a', '2'));
    expect(readers![2]!.chunks[0]!.bytes).toBe(readers![3]!.chunks[0]!.bytes);
  });

  it('does not keep those waiting who are sent something of their own: they receive all that there is by then', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 1 });
    out.turn(sendRoomLine('a', '1'));
    out.turn(sendRoomLine('a', '2'), sendLine(4, 'for you'), sendRoomLine('a', '3'));
    expect(all(readers!)).toEqual([['1'], ['1 2 3'], [], ['1 2 for you 3']]);
    out.settle();
    expect(all(readers!)).toEqual([['2 3'], [], ['1 2 3'], []]);
  });

  it('does not keep other rooms waiting: they take turns', () => {
    const [out, [large, small, other]] = crowded({ large: 6, small: 1, other: 1 }, { writesPerTurn: 2 });
    out.turn(sendRoomLine('large', '1'), sendRoomLine('small', '2'), sendRoomLine('other', '3'));
    expect([all(large!).flat(), all(small!).flat(), all(other!).flat()]).toEqual([['1', '1'], [], []]);
    out.turn();
    expect([all(large!).flat(), all(small!).flat(), all(other!).flat()]).toEqual([[], ['2'], ['3']]);
    expect(out.settle()).toBe(2);
    expect(all(large!).flat()).toEqual(['1', '1', '1', '1']);
  });

  it('is written to at once, before input is polled again, if more waits than the high-water mark', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    out.turn(sendRoomLine('a', '1234'), sendRoomLine('a', '5678')); // 10 bytes
    expect(all(readers!).flat()).toHaveLength(1);
    out.turn(sendRoomLine('a', ''));
    expect(out.fanOut.isBusy).toBe(false);
    expect(all(readers!)).toEqual([[''], ['1234 5678 '], ['1234 5678 '], ['1234 5678 ']]);
    out.turn(sendRoomLine('a', '1')); // nothing waits any more
    expect(all(readers!).flat()).toHaveLength(1);
  });

  it('is written to in slices then, too, and input waits meanwhile', () => {
    const limits = { writesPerTurn: 1, highWaterMarkBytes: 10, mostWrites: 3 };
    const [out, [readers]] = crowded({ a: 8 }, limits);
    out.turn(sendRoomLine('a', '12345'), sendRoomLine('a', '67890'));
    expect(all(readers!).flat()).toHaveLength(3);
    expect(out.behind).toEqual([true]);
    out.turn();
    expect(all(readers!).flat()).toHaveLength(3);
    expect(out.behind).toEqual([true]);
    out.turn();
    expect(all(readers!).flat()).toHaveLength(2);
    expect(out.behind).toEqual([true, false]);
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('is given so many bytes in a slice, and one write more', () => {
    const [out, [readers]] = crowded({ a: 8 }, { highWaterMarkBytes: 10, mostBytes: 25 });
    out.turn(sendRoomLine('a', '123456789'), sendRoomLine('a', '')); // 11 bytes for each
    expect(all(readers!).flat()).toHaveLength(3);
    out.turn();
    expect(all(readers!).flat()).toHaveLength(3);
  });

  it('is behind no more when all of its members are gone, though there is no further turn', () => {
    const [out, [readers]] = crowded({ a: 3 }, { highWaterMarkBytes: 10, mostWrites: 1, writesPerTurn: 1 });
    out.turn(sendRoomLine('a', '12345678901'));
    expect(out.behind).toEqual([true]);
    for (const reader of readers!) reader.subscription!.unsubscribe();
    expect(out.behind).toEqual([true, false]);
  });

  it('counts for that what waits in all rooms, and no more what waited in one that has no member any more', () => {
    const [out, [one, two]] = crowded({ a: 3, b: 3 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    out.turn(sendRoomLine('a', '12345'), sendRoomLine('b', '12345'));
    expect(out.fanOut.isBusy).toBe(false);
    expect(all([...one!, ...two!]).flat()).toHaveLength(6);
    out.turn(sendRoomLine('a', '123456789'));
    for (const reader of one!) reader.subscription?.unsubscribe();
    all(one!);
    out.turn(sendRoomLine('b', '1'));
    expect(all(two!)).toEqual([['1'], [], []]);
  });

  it('keeps the fan-out busy no more when it has no member any more', () => {
    const [out, [readers]] = crowded({ a: 3 }, { writesPerTurn: 1 });
    out.turn(sendRoomLine('a', '1'));
    expect(out.fanOut.isBusy).toBe(true);
    for (const reader of readers!) reader.subscription?.unsubscribe();
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('is not kept when its last member has left: what it is sent then is no work', () => {
    const [out, [readers]] = crowded({ a: 3, b: 1 }, { writesPerTurn: 1 });
    out.turn(leaveRoom(4));
    out.turn(sendRoomLine('a', '1'), sendRoomLine('b', 'hello?'));
    for (const reader of readers!) reader.subscription?.unsubscribe();
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('counts nothing twice if the only member leaves by what it is sent', () => {
    const [out, [readers]] = crowded({ a: 3 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    const leaving = out.reader(9, () => leaving.subscription?.unsubscribe());
    out.turn(enterRoom(9, 'b'));
    out.turn(sendRoomLine('b', '123456789')); // it leaves while its room is served
    expect(leaving.take()).toEqual([['123456789']]);
    out.turn(sendRoomLine('a', '1234567890')); // 11 bytes
    expect(all(readers!)).toEqual([['1234567890'], ['1234567890'], ['1234567890']]);
  });

  it('may lose any member between two turns, and all others receive every line once', () => {
    for (let leaving = 0; leaving < 5; leaving += 1) {
      const [out, [readers]] = crowded({ a: 5 }, { writesPerTurn: 2 });
      out.turn(sendRoomLine('a', '1'));
      readers![leaving]!.subscription?.unsubscribe();
      out.turn(sendRoomLine('a', '2'));
      out.settle();
      const staying = readers!.filter((_, index) => index !== leaving);
      expect(staying.map(({ lines }) => lines)).toEqual(staying.map(() => ['1', '2']));
    }
  });
});

describe('a member that is sent something of its own', () => {
  it('receives it at its place among the lines of the room, in one chunk', () => {
    const [out, one, two] = three();
    out.turn(
      sendLine(1, '0'),
      sendRoomLine('a', '1'),
      sendLine(1, '2'),
      sendLine(1, '3'),
      sendRoomLine('a', '4'),
      sendLine(1, '5'),
    );
    expect(one.take()).toEqual([['0', '1', '2', '3', '4', '5']]);
    expect(two.take()).toEqual([['1', '4']]);
    expect(out.encoded).toBe(1);
  });

  it('receives it alone if the room is sent nothing', () => {
    const [out, one, two] = three();
    out.turn(sendLine(1, 'for you'));
    expect(one.take()).toEqual([['for you']]);
    expect(two.take()).toEqual([]);
    expect(out.encoded).toBe(0);
  });

  it('receives what the room is sent again in the next turn', () => {
    const [out, one, two] = three();
    out.turn(sendRoomLine('a', '1'), sendLine(1, '2'));
    out.turn(sendRoomLine('a', '3'));
    expect(one.take()).toEqual([['1', '2'], ['3']]);
    expect(two.take()).toEqual([['1'], ['3']]);
  });

  it('receives a whisper and what the room is sent in the order in which they were said', () => {
    const [out, one, two, other] = three();
    out.turn(
      sendRoomLine('a', 'alice: psst'),
      sendLine(3, 'WHISPER alice: hi'),
      sendLine(1, 'WHISPER to carol: hi'),
      sendRoomLine('b', 'carol: got it'),
      sendRoomLine('a', 'alice: done'),
    );
    expect(one.take()).toEqual([['alice: psst', 'WHISPER to carol: hi', 'alice: done']]);
    expect(two.take()).toEqual([['alice: psst', 'alice: done']]);
    expect(other.take()).toEqual([['WHISPER alice: hi', 'carol: got it']]);
  });

  it('needs no room', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(sendLine(1, 'Enter username:'));
    expect(reader.take()).toEqual([['Enter username:']]);
  });
});

describe('a member that comes or goes in the middle of a turn', () => {
  it('receives what the room is sent from then on', () => {
    const [out, one] = three();
    const late = out.reader(4);
    out.turn(
      sendRoomLine('a', '1'),
      sendLine(4, 'OK'),
      enterRoom(4, 'a'),
      sendRoomLine('a', '2'),
      sendRoomLine('a', '3'),
    );
    expect(late.take()).toEqual([['OK', '2', '3']]);
    expect(one.take()).toEqual([['1', '2', '3']]);
    out.turn(sendRoomLine('a', '4'));
    expect(late.take()).toEqual([['4']]);
  });

  it('receives what the room was sent up to then', () => {
    const [out, one, two] = three();
    out.turn(sendRoomLine('a', '1'), leaveRoom(1), sendRoomLine('a', '2'));
    expect(one.take()).toEqual([['1']]);
    expect(two.take()).toEqual([['1', '2']]);
    out.turn(sendRoomLine('a', '3'));
    expect(one.take()).toEqual([]);
  });

  it('receives the lines of both rooms when it moves, each while it was there', () => {
    const [out, one, two, other] = three();
    out.turn(
      sendRoomLine('a', 'a1'),
      sendRoomLine('b', 'b1'),
      leaveRoom(1),
      sendRoomLine('a', 'a2'),
      enterRoom(1, 'b'),
      sendRoomLine('b', 'b2'),
      sendRoomLine('a', 'a3'),
    );
    expect(one.take()).toEqual([['a1', 'b2']]);
    expect(two.take()).toEqual([['a1', 'a2', 'a3']]);
    expect(other.take()).toEqual([['b1', 'b2']]);
  });

  it('receives both parts when it leaves and comes back', () => {
    const [out, one] = three();
    out.turn(sendRoomLine('a', '1'), leaveRoom(1), sendRoomLine('a', '2'), enterRoom(1, 'a'), sendRoomLine('a', '3'));
    expect(one.take()).toEqual([['1', '3']]);
  });

  it('receives both parts when the room was closed and opened again', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(
      enterRoom(1, 'a'),
      sendRoomLine('a', '1'),
      leaveRoom(1),
      sendRoomLine('a', '2'),
      enterRoom(1, 'a'),
      sendRoomLine('a', '3'),
    );
    expect(reader.take()).toEqual([['1', '3']]);
    out.turn(sendRoomLine('a', '4'));
    expect(reader.take()).toEqual([['4']]);
  });

  it('receives nothing for having come and gone between two lines', () => {
    const [out] = three();
    const passing = out.reader(4);
    out.turn(sendRoomLine('a', '1'), enterRoom(4, 'a'), leaveRoom(4), sendRoomLine('a', '2'));
    expect(passing.take()).toEqual([]);
  });

  it('does not take the lines of the one that gets its place in the room', () => {
    const out = new FanOutUnderTest();
    const readers = [1, 2, 3, 4, 5].map((client) => out.reader(client));
    out.turn(...[1, 2, 3, 4, 5].map((client) => enterRoom(client, 'a')));
    out.turn(leaveRoom(2), leaveRoom(5), leaveRoom(1));
    out.turn(sendRoomLine('a', 'hello'));
    expect(readers.map((reader) => reader.take())).toEqual([[], [], [['hello']], [['hello']], []]);
  });
});

describe('a client whose end is delivered', () => {
  it('receives what came before, then its farewell as the last, and no more', () => {
    const [out, one, two] = three();
    out.turn(
      sendRoomLine('a', '1'),
      sendLine(1, '2'),
      end(1, 'exit'),
      sendRoomLine('a', 'SYSTEM: alice left'),
      sendLine(1, 'too late'),
      enterRoom(1, 'b'),
      end(1, 'shutdown'),
      sendRoomLine('b', 'too late'),
    );
    expect(one.chunks.map(({ last }) => last)).toEqual([undefined, true]);
    expect(one.take()).toEqual([['1', '2'], ['end: exit']]);
    expect(one.completed).toBe(true);
    expect(two.take()).toEqual([['1', 'SYSTEM: alice left']]);
    expect(two.completed).toBe(false);
  });

  it('needs no farewell', () => {
    const [out, one] = three();
    out.turn(end(1));
    expect(one.take()).toEqual([]);
    expect(one.completed).toBe(true);
  });

  it('receives a farewell before it has ever been in a room', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(sendLine(1, 'Enter username:'), end(1, 'server_full'));
    expect(reader.take()).toEqual([['Enter username:'], ['end: server_full']]);
    expect(reader.completed).toBe(true);
  });

  it('is passed over in the turns after that', () => {
    const [out, one] = three();
    out.turn(end(1));
    out.turn(sendLine(1, 'x'), enterRoom(1, 'a'), sendRoomLine('a', 'y'), end(1, 'exit'));
    expect(one.take()).toEqual([]);
  });
});

describe('a client that is gone', () => {
  it('is passed over, and its room goes on', () => {
    const [out, one, two] = three();
    one.subscription?.unsubscribe();
    out.turn(sendLine(1, 'x'), sendRoomLine('a', 'y'), leaveRoom(1), end(1));
    expect(one.take()).toEqual([]);
    expect(two.take()).toEqual([['y']]);
  });

  it('leaves no empty room behind', () => {
    const [out, , , other] = three();
    other.subscription?.unsubscribe();
    out.turn(sendRoomLine('b', 'hello?'));
    expect(out.encoded).toBe(0);
  });

  it.each([1, 2, 3, 4])('may go while it is written to (%i), and all others receive their line once', (leaving) => {
    const out = new FanOutUnderTest();
    const readers = [1, 2, 3, 4].map((client) => {
      const reader = out.reader(client, () => {
        if (client === leaving) reader.subscription?.unsubscribe();
      });
      return reader;
    });
    out.turn(...[1, 2, 3, 4].map((client) => enterRoom(client, 'a')));
    out.turn(sendRoomLine('a', 'first'));
    out.turn(sendRoomLine('a', 'second'));
    expect(readers.map(({ lines }) => lines)).toEqual(
      [1, 2, 3, 4].map((client) => (client === leaving ? ['first'] : ['first', 'second'])),
    );
  });

  it('may go while it receives what is its own', () => {
    const [out, , two] = three();
    const reader = out.reader(4, () => reader.subscription?.unsubscribe());
    out.turn(enterRoom(4, 'a'), sendLine(4, 'OK'), end(4, 'exit'));
    out.turn(sendRoomLine('a', 'hello'));
    expect(reader.take()).toEqual([['OK']]);
    expect(two.take()).toEqual([['hello']]);
  });
});

describe('a client that asks for very much at once', () => {
  it('receives 4,096 lines of its own in a turn, and knows how many were left out', () => {
    const [out, one, two] = three();
    out.turn(
      sendRoomLine('a', 'before'),
      ...Array.from({ length: 4102 }, (_, index) => sendLine(1, `answer ${index}`)),
    );
    expect(one.chunks.at(-1)).toMatchObject({ lines: 4097, missing: 6 });
    expect(two.take()).toEqual([['before']]);
    out.turn(sendLine(1, 'again'));
    expect(one.chunks.at(-1)).not.toHaveProperty('missing');
  });

  it('receives 512 KiB of its own in a turn, and one answer however long it is', () => {
    const [out, one] = three();
    out.turn(...Array.from({ length: 20 }, () => sendLine(1, 'x'.repeat(32 * 1024))));
    expect(one.chunks.at(-1)).toMatchObject({ lines: 15, missing: 5 });
    out.turn(sendLine(1, 'x'.repeat(1024 * 1024)), sendLine(1, 'y'));
    expect(one.chunks.at(-1)).toMatchObject({ lines: 1, missing: 1 });
  });
});

describe('a member that is excluded from a message', () => {
  it('receives all others at their places, in one chunk, and the room is encoded once', () => {
    const [out, one, two, other] = three();
    out.turn(
      sendRoomLine('a', '1'),
      sendRoomLine('a', 'not for one', [1]),
      sendLine(1, 'for one'),
      sendRoomLine('a', '2'),
    );
    expect(one.take()).toEqual([['1', 'for one', '2']]);
    expect(two.take()).toEqual([['1', 'not for one', '2']]);
    expect(other.take()).toEqual([]);
    expect(out.encoded).toBe(1);
    out.turn(sendRoomLine('a', '3'));
    expect([one, two].map((reader) => reader.take())).toEqual([[['3']], [['3']]]);
  });

  it('receives nothing if there is nothing else, and the message is not encoded for no reader', () => {
    const [out, one, two] = three();
    out.turn(sendRoomLine('a', 'for none', [1, 2]));
    expect([one, two].map((reader) => reader.take())).toEqual([[], []]);
    expect(out.encoded).toBe(0);
    expect(out.fanOut.isBusy).toBe(false);
    out.turn(sendRoomLine('a', 'for all'));
    expect([one, two].map((reader) => reader.take())).toEqual([[['for all']], [['for all']]]);
  });

  it('may be named twice, be in another room, or be gone', () => {
    const [out, one, two, other] = three();
    out.turn(sendRoomLine('b', '1'), sendRoomLine('a', '2', [1, 1, 3, 99]), sendRoomLine('b', '3'));
    expect([one, two, other].map((reader) => reader.take())).toEqual([[], [['2']], [['1', '3']]]);
  });

  it('receives what it was behind with in the same turn, and not in the next one', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 1 });
    out.turn(sendRoomLine('a', '1'));
    out.turn(sendRoomLine('a', 'not for 4', [4]));
    expect(all(readers!)).toEqual([['1'], ['1 not for 4'], [], ['1']]);
    out.settle();
    expect(all(readers!)).toEqual([['not for 4'], [], ['1 not for 4'], []]);
    expect(out.encoded).toBe(2);
  });

  it('is not written to before its turn if it is in another room', () => {
    const [out, [, readers]] = crowded({ a: 2, b: 3 }, { writesPerTurn: 1 });
    out.turn(sendRoomLine('b', '1'));
    out.turn(sendRoomLine('a', 'not for 5', [5]));
    expect(all(readers!)).toEqual([['1'], ['1'], []]);
  });

  it('may leave or end after that, and receives what came before', () => {
    const [out, one, two] = three();
    out.turn(
      sendRoomLine('a', '1'),
      sendRoomLine('a', 'not for you', [1, 2]),
      leaveRoom(1),
      end(2, 'exit'),
      sendRoomLine('a', 'too late', [1]),
    );
    expect(one.take()).toEqual([['1']]);
    expect(two.take()).toEqual([['1'], ['end: exit']]);
  });
});
