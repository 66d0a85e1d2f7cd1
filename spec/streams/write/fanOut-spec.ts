import { end, enter, leave, tell, tellRoom } from '../../../src/streams/model/delivery';
import type { TurnLimits } from '../../../src/streams/write/fanOut';
import { FanOutUnderTest, type Reader } from '../../helpers/fanOutUnderTest';

/** A fan-out with two clients in the room `a` and one in `b`, who have read all so far. */
function three(): [FanOutUnderTest, Reader, Reader, Reader] {
  const out = new FanOutUnderTest();
  const [one, two, other] = [out.reader(1), out.reader(2), out.reader(3)];
  out.turn(enter(1, 'a'), enter(2, 'a'), enter(3, 'b'));
  return [out, one, two, other];
}

describe('what a room is told in a turn', () => {
  it('is encoded once, and all members get the same bytes', () => {
    const [out, one, two, other] = three();
    out.turn(tellRoom('a', 'first'), tellRoom('a', 'second'));
    expect(out.encoded).toBe(1);
    expect(one.chunks).toHaveLength(1);
    expect(two.chunks[0]?.bytes).toBe(one.chunks[0]?.bytes);
    expect(one.take()).toEqual([['first', 'second']]);
    expect(other.take()).toEqual([]);
  });

  it('is encoded once for each room', () => {
    const [out, one, two, other] = three();
    out.turn(tellRoom('a', '1'), tellRoom('b', '2'), tellRoom('a', '3'));
    expect(out.encoded).toBe(2);
    expect([one, two, other].map((reader) => reader.take())).toEqual([[['1', '3']], [['1', '3']], [['2']]]);
  });

  it('is encoded for nobody where nobody is in the room', () => {
    const [out] = three();
    out.turn(tellRoom('empty', 'hello?'));
    out.turn(leave(3, 'b'));
    out.turn(tellRoom('b', 'hello?'));
    expect(out.encoded).toBe(0);
  });

  it('is over when the turn is', () => {
    const [out, one] = three();
    out.turn(tellRoom('a', 'first'));
    out.turn(tellRoom('a', 'second'));
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
      out.turn(enter(clients, room));
      return reader;
    }),
  );
  return [out, rooms];
}

const all = (readers: readonly Reader[]): string[][] =>
  readers.map((reader) => reader.take().map((chunk) => chunk.join(' ')));

describe('a room that is larger than the share of a turn', () => {
  it('is told over several turns, in its order', () => {
    const [out, [readers]] = crowded({ a: 5 }, { writesPerTurn: 2 });
    out.turn(tellRoom('a', 'hello'));
    expect(all(readers!)).toEqual([['hello'], ['hello'], [], [], []]);
    expect(out.fanOut.isBusy).toBe(true);
    out.turn();
    expect(all(readers!)).toEqual([[], [], ['hello'], ['hello'], []]);
    out.turn();
    expect(all(readers!)).toEqual([[], [], [], [], ['hello']]);
    expect(out.fanOut.isBusy).toBe(false);
    expect(out.encoded).toBe(1);
  });

  it('gets what comes meanwhile together with what is still to be given out, in one write', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 2 });
    out.turn(tellRoom('a', '1'));
    out.turn(tellRoom('a', '2'));
    out.turn();
    expect(all(readers!)).toEqual([['1', '2'], ['1', '2'], ['1 2'], ['1 2']]);
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('shares what is put together among those who get the same', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 2 });
    out.turn(tellRoom('a', '1'));
    out.turn(tellRoom('a', '2'));
    expect(readers![2]!.chunks[0]!.bytes).toBe(readers![3]!.chunks[0]!.bytes);
  });

  it('does not keep those waiting who get something of their own: they get all that there is by then', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 1 });
    out.turn(tellRoom('a', '1'));
    out.turn(tellRoom('a', '2'), tell(4, 'for you'), tellRoom('a', '3'));
    expect(all(readers!)).toEqual([['1'], ['1 2 3'], [], ['1 2 for you 3']]);
    out.settle();
    expect(all(readers!)).toEqual([['2 3'], [], ['1 2 3'], []]);
  });

  it('does not keep other rooms waiting: they take turns', () => {
    const [out, [large, small, other]] = crowded({ large: 6, small: 1, other: 1 }, { writesPerTurn: 2 });
    out.turn(tellRoom('large', '1'), tellRoom('small', '2'), tellRoom('other', '3'));
    expect([all(large!).flat(), all(small!).flat(), all(other!).flat()]).toEqual([['1', '1'], [], []]);
    out.turn();
    expect([all(large!).flat(), all(small!).flat(), all(other!).flat()]).toEqual([[], ['2'], ['3']]);
    expect(out.settle()).toBe(2);
    expect(all(large!).flat()).toEqual(['1', '1', '1', '1']);
  });

  it('is told at once, without another look at what comes in, where more waits than is enough', () => {
    const [out, [readers]] = crowded({ a: 4 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    out.turn(tellRoom('a', '1234'), tellRoom('a', '5678')); // 10 bytes
    expect(all(readers!).flat()).toHaveLength(1);
    out.turn(tellRoom('a', ''));
    expect(out.fanOut.isBusy).toBe(false);
    expect(all(readers!)).toEqual([[''], ['1234 5678 '], ['1234 5678 '], ['1234 5678 ']]);
    out.turn(tellRoom('a', '1')); // nothing waits any more
    expect(all(readers!).flat()).toHaveLength(1);
  });

  it('counts for that what waits in all rooms, and no more what waited in one that nobody is in any more', () => {
    const [out, [one, two]] = crowded({ a: 3, b: 3 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    out.turn(tellRoom('a', '12345'), tellRoom('b', '12345'));
    expect(out.fanOut.isBusy).toBe(false);
    expect(all([...one!, ...two!]).flat()).toHaveLength(6);
    out.turn(tellRoom('a', '123456789'));
    for (const reader of one!) reader.subscription?.unsubscribe();
    all(one!);
    out.turn(tellRoom('b', '1'));
    expect(all(two!)).toEqual([['1'], [], []]);
  });

  it('counts nothing twice where the only member leaves by what it is sent', () => {
    const [out, [readers]] = crowded({ a: 3 }, { writesPerTurn: 1, highWaterMarkBytes: 10 });
    const leaving = out.reader(9, () => leaving.subscription?.unsubscribe());
    out.turn(enter(9, 'b'), tellRoom('b', '123456789'));
    expect(leaving.take()).toEqual([['123456789']]);
    out.turn(tellRoom('a', '1234567890')); // 11 bytes
    expect(all(readers!)).toEqual([['1234567890'], ['1234567890'], ['1234567890']]);
  });

  it('may lose anybody between two turns, and all others get every line once', () => {
    for (let leaving = 0; leaving < 5; leaving += 1) {
      const [out, [readers]] = crowded({ a: 5 }, { writesPerTurn: 2 });
      out.turn(tellRoom('a', '1'));
      readers![leaving]!.subscription?.unsubscribe();
      out.turn(tellRoom('a', '2'));
      out.settle();
      const staying = readers!.filter((_, index) => index !== leaving);
      expect(staying.map(({ lines }) => lines)).toEqual(staying.map(() => ['1', '2']));
    }
  });
});

describe('a member that is told something of its own', () => {
  it('gets it at its place among the lines of the room, in one chunk', () => {
    const [out, one, two] = three();
    out.turn(tell(1, '0'), tellRoom('a', '1'), tell(1, '2'), tell(1, '3'), tellRoom('a', '4'), tell(1, '5'));
    expect(one.take()).toEqual([['0', '1', '2', '3', '4', '5']]);
    expect(two.take()).toEqual([['1', '4']]);
    expect(out.encoded).toBe(1);
  });

  it('gets it alone where the room is told nothing', () => {
    const [out, one, two] = three();
    out.turn(tell(1, 'for you'));
    expect(one.take()).toEqual([['for you']]);
    expect(two.take()).toEqual([]);
    expect(out.encoded).toBe(0);
  });

  it('gets what the room gets again in the next turn', () => {
    const [out, one, two] = three();
    out.turn(tellRoom('a', '1'), tell(1, '2'));
    out.turn(tellRoom('a', '3'));
    expect(one.take()).toEqual([['1', '2'], ['3']]);
    expect(two.take()).toEqual([['1'], ['3']]);
  });

  it('hears a whisper and the room in the order in which they were said', () => {
    const [out, one, two, other] = three();
    out.turn(
      tellRoom('a', 'alice: psst'),
      tell(3, 'WHISPER alice: hi'),
      tell(1, 'WHISPER to carol: hi'),
      tellRoom('b', 'carol: got it'),
      tellRoom('a', 'alice: done'),
    );
    expect(one.take()).toEqual([['alice: psst', 'WHISPER to carol: hi', 'alice: done']]);
    expect(two.take()).toEqual([['alice: psst', 'alice: done']]);
    expect(other.take()).toEqual([['WHISPER alice: hi', 'carol: got it']]);
  });

  it('needs no room', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(tell(1, 'Enter username:'));
    expect(reader.take()).toEqual([['Enter username:']]);
  });
});

describe('a member that comes or goes in the middle of a turn', () => {
  it('gets what the room is told from then on', () => {
    const [out, one] = three();
    const late = out.reader(4);
    out.turn(tellRoom('a', '1'), tell(4, 'OK'), enter(4, 'a'), tellRoom('a', '2'), tellRoom('a', '3'));
    expect(late.take()).toEqual([['OK', '2', '3']]);
    expect(one.take()).toEqual([['1', '2', '3']]);
    out.turn(tellRoom('a', '4'));
    expect(late.take()).toEqual([['4']]);
  });

  it('gets what the room was told up to then', () => {
    const [out, one, two] = three();
    out.turn(tellRoom('a', '1'), leave(1, 'a'), tellRoom('a', '2'));
    expect(one.take()).toEqual([['1']]);
    expect(two.take()).toEqual([['1', '2']]);
    out.turn(tellRoom('a', '3'));
    expect(one.take()).toEqual([]);
  });

  it('gets the lines of both rooms when it moves, each while it was there', () => {
    const [out, one, two, other] = three();
    out.turn(
      tellRoom('a', 'a1'),
      tellRoom('b', 'b1'),
      leave(1, 'a'),
      tellRoom('a', 'a2'),
      enter(1, 'b'),
      tellRoom('b', 'b2'),
      tellRoom('a', 'a3'),
    );
    expect(one.take()).toEqual([['a1', 'b2']]);
    expect(two.take()).toEqual([['a1', 'a2', 'a3']]);
    expect(other.take()).toEqual([['b1', 'b2']]);
  });

  it('gets both parts when it leaves and comes back', () => {
    const [out, one] = three();
    out.turn(tellRoom('a', '1'), leave(1, 'a'), tellRoom('a', '2'), enter(1, 'a'), tellRoom('a', '3'));
    expect(one.take()).toEqual([['1', '3']]);
  });

  it('gets both parts when the room was closed and opened again', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(enter(1, 'a'), tellRoom('a', '1'), leave(1, 'a'), tellRoom('a', '2'), enter(1, 'a'), tellRoom('a', '3'));
    expect(reader.take()).toEqual([['1', '3']]);
    out.turn(tellRoom('a', '4'));
    expect(reader.take()).toEqual([['4']]);
  });

  it('gets nothing for having come and gone between two lines', () => {
    const [out] = three();
    const passing = out.reader(4);
    out.turn(tellRoom('a', '1'), enter(4, 'a'), leave(4, 'a'), tellRoom('a', '2'));
    expect(passing.take()).toEqual([]);
  });

  it('does not take the lines of the one that gets its place in the room', () => {
    const out = new FanOutUnderTest();
    const readers = [1, 2, 3, 4, 5].map((client) => out.reader(client));
    out.turn(...[1, 2, 3, 4, 5].map((client) => enter(client, 'a')));
    out.turn(leave(2, 'a'), leave(5, 'a'), leave(1, 'a'));
    out.turn(tellRoom('a', 'hello'));
    expect(readers.map((reader) => reader.take())).toEqual([[], [], [['hello']], [['hello']], []]);
  });
});

describe('a client whose end is delivered', () => {
  it('gets what came before, then its farewell as the last, and no more', () => {
    const [out, one, two] = three();
    out.turn(
      tellRoom('a', '1'),
      tell(1, '2'),
      end(1, 'Bye'),
      tellRoom('a', 'SYSTEM: alice left'),
      tell(1, 'too late'),
      enter(1, 'b'),
      end(1, 'again'),
      tellRoom('b', 'too late'),
    );
    expect(one.chunks.map(({ last }) => last)).toEqual([undefined, true]);
    expect(one.take()).toEqual([['1', '2'], ['Bye']]);
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

  it('gets a farewell before it has ever been in a room', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(tell(1, 'Enter username:'), end(1, 'ERR server_full'));
    expect(reader.take()).toEqual([['Enter username:'], ['ERR server_full']]);
    expect(reader.completed).toBe(true);
  });

  it('is passed over in the turns after that', () => {
    const [out, one] = three();
    out.turn(end(1));
    out.turn(tell(1, 'x'), enter(1, 'a'), tellRoom('a', 'y'), end(1, 'z'));
    expect(one.take()).toEqual([]);
  });
});

describe('a client that is gone', () => {
  it('is passed over, and its room goes on', () => {
    const [out, one, two] = three();
    one.subscription?.unsubscribe();
    out.turn(tell(1, 'x'), tellRoom('a', 'y'), leave(1, 'a'), end(1));
    expect(one.take()).toEqual([]);
    expect(two.take()).toEqual([['y']]);
  });

  it('leaves an empty room behind for nobody', () => {
    const [out, , , other] = three();
    other.subscription?.unsubscribe();
    out.turn(tellRoom('b', 'hello?'));
    expect(out.encoded).toBe(0);
  });

  it.each([1, 2, 3, 4])('may go while it is written to (%i), and all others get their line once', (leaving) => {
    const out = new FanOutUnderTest();
    const readers = [1, 2, 3, 4].map((client) => {
      const reader = out.reader(client, () => {
        if (client === leaving) reader.subscription?.unsubscribe();
      });
      return reader;
    });
    out.turn(...[1, 2, 3, 4].map((client) => enter(client, 'a')));
    out.turn(tellRoom('a', 'first'));
    out.turn(tellRoom('a', 'second'));
    expect(readers.map(({ lines }) => lines)).toEqual(
      [1, 2, 3, 4].map((client) => (client === leaving ? ['first'] : ['first', 'second'])),
    );
  });

  it('may go while it gets a turn of its own', () => {
    const [out, , two] = three();
    const reader = out.reader(4, () => reader.subscription?.unsubscribe());
    out.turn(enter(4, 'a'), tell(4, 'OK'), end(4, 'Bye'));
    out.turn(tellRoom('a', 'hello'));
    expect(reader.take()).toEqual([['OK']]);
    expect(two.take()).toEqual([['hello']]);
  });
});

describe('a client that asks for very much at once', () => {
  it('gets 1,024 lines of its own in a turn, and is told how many were left out', () => {
    const [out, one, two] = three();
    out.turn(tellRoom('a', 'before'), ...Array.from({ length: 1030 }, (_, index) => tell(1, `answer ${index}`)));
    expect(one.chunks.at(-1)).toMatchObject({ lines: 1025, missing: 6 });
    expect(two.take()).toEqual([['before']]);
    out.turn(tell(1, 'again'));
    expect(one.chunks.at(-1)).not.toHaveProperty('missing');
  });

  it('gets 256 KiB of its own in a turn, and one answer however long it is', () => {
    const [out, one] = three();
    out.turn(...Array.from({ length: 20 }, () => tell(1, 'x'.repeat(32 * 1024))));
    expect(one.chunks.at(-1)).toMatchObject({ lines: 7, missing: 13 });
    out.turn(tell(1, 'x'.repeat(1024 * 1024)), tell(1, 'y'));
    expect(one.chunks.at(-1)).toMatchObject({ lines: 1, missing: 1 });
  });
});
