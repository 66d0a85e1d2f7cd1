import { Observable } from 'rxjs';
import type { Chunk } from '../../../src/buffers/chunk';
import { InvariantError } from '../../../src/invariant';
import type { Dialect } from '../../../src/streams/dialects/dialect';
import { Channel } from '../../../src/streams/write/channel';
import { Receiver } from '../../../src/streams/write/receiver';
import { bare, note } from '../../helpers/bareDialect';
import { linesOf } from '../../helpers/fakeConnection';
import { tiny } from '../../helpers/tinyDialect';

/** A member of a room, and the lines of each chunk that it receives. */
interface Member {
  readonly receiver: Receiver;
  readonly got: string[];
}

/** A client that may become a member; it calls `received` after each chunk. */
function newMember(dialect: Dialect = bare, received?: () => void): Member {
  const got: string[] = [];
  let receiver: Receiver;
  const chunks$ = new Observable<Chunk>((subscriber) => {
    receiver = new Receiver(subscriber, { dialect }, { lines: Infinity, bytes: Infinity });
  });
  chunks$.subscribe(({ bytes }) => {
    got.push(linesOf(bytes).join(' '));
    received?.();
  });
  return { receiver: receiver!, got };
}

/** A room of the members that are given, or of so many new ones; and how often it has encoded. */
function roomOf(these: number | readonly Member[]): {
  channel: Channel;
  members: readonly Member[];
  encodes: () => number;
} {
  let encoded = 0;
  const channel = new Channel('dev', () => (encoded += 1));
  const members = typeof these === 'number' ? Array.from({ length: these }, () => newMember()) : these;
  for (const { receiver } of members) channel.enter(receiver);
  return { channel, members, encodes: () => encoded };
}

const taken = (members: readonly Member[]): string[][] => members.map(({ got }) => got.splice(0));

/** Gives out what the room was sent, to so many members at most; returns to how many. */
function serve(channel: Channel, most: number): number {
  const allowance = { writes: Math.min(most, Number.MAX_SAFE_INTEGER), bytes: Infinity };
  const before = allowance.writes;
  channel.serve(allowance);
  return before - allowance.writes;
}

describe('Channel', () => {
  it('is empty until a client enters, and when all have left', () => {
    const channel = new Channel('dev', () => undefined);
    const [{ receiver: one }, { receiver: two }] = [newMember(), newMember()];
    expect(channel.size).toBe(0);
    channel.enter(one);
    channel.enter(two);
    expect(channel.size).toBe(2);
    channel.leave(one);
    expect(channel.size).toBe(1);
    channel.leave(two);
    expect(channel.size).toBe(0);
    expect([one.room, two.room]).toEqual([undefined, undefined]);
  });

  it('gives all that it was sent to all, and nothing twice', () => {
    const { channel, members } = roomOf(3);
    expect(serve(channel, Infinity)).toBe(0);
    channel.add(note('hello'));
    expect(channel.isDue).toBe(true);
    expect(serve(channel, Infinity)).toBe(3);
    expect(channel.isDue).toBe(false);
    expect(serve(channel, Infinity)).toBe(0);
    expect(taken(members)).toEqual([['hello'], ['hello'], ['hello']]);
  });

  it('reports when all have what was said, once a round and with the time of the first of it', () => {
    const reported: number[] = [];
    const channel = new Channel(
      'dev',
      () => undefined,
      (since) => reported.push(since),
    );
    for (const { receiver } of [newMember(), newMember(), newMember()]) channel.enter(receiver);
    serve(channel, Infinity);
    channel.add(note('1'), [], undefined, 100);
    serve(channel, 2);
    channel.add(note('2'), [], undefined, 200);
    channel.add(note('3'), [], undefined, 300);
    expect(reported).toEqual([]);
    serve(channel, 2); // the third one has it; the next round begins
    expect(reported).toEqual([100]);
    channel.add(note('nobody waits for it'));
    serve(channel, Infinity);
    expect(reported).toEqual([100, 200]);
    channel.add(note('4'));
    serve(channel, Infinity);
    expect(reported).toEqual([100, 200]);
  });

  it('gives it to some at a time, and goes on where it has left off', () => {
    const { channel, members } = roomOf(5);
    channel.add(note('hello'));
    expect(serve(channel, 2)).toBe(2);
    expect(taken(members)).toEqual([['hello'], ['hello'], [], [], []]);
    expect(serve(channel, 2)).toBe(2);
    expect(channel.isDue).toBe(true);
    expect(serve(channel, 2)).toBe(1);
    expect(taken(members)).toEqual([[], [], ['hello'], ['hello'], ['hello']]);
    expect(channel.isDue).toBe(false);
  });

  it('gives what comes meanwhile together with the rest, and in the next round to those who had their turn', () => {
    const { channel, members } = roomOf(4);
    channel.add(note('1'));
    serve(channel, 2);
    channel.add(note('2'));
    serve(channel, 1);
    channel.add(note('3'));
    serve(channel, 2);
    expect(taken(members)).toEqual([['1', '2 3'], ['1'], ['1 2'], ['1 2 3']]);
    expect(serve(channel, Infinity)).toBe(2); // the fourth has it all
    expect(taken(members)).toEqual([[], ['2 3'], ['3'], []]);
  });

  it('begins with the first member again if all have received all', () => {
    const { channel, members } = roomOf(3);
    for (const line of ['1', '2', '3']) {
      channel.add(note(line));
      serve(channel, Infinity);
      taken(members);
    }
    channel.add(note('4'));
    serve(channel, 1);
    expect(taken(members)).toEqual([['4'], [], []]);
  });

  it('gives those who come in the middle of a round what comes after that, and no more', () => {
    const { channel, members } = roomOf(2);
    channel.add(note('1'));
    serve(channel, 1);
    const late = newMember();
    channel.enter(late.receiver);
    channel.add(note('2'));
    while (channel.isDue) serve(channel, 1);
    expect(taken([...members, late])).toEqual([['1', '2'], ['1 2'], ['2']]);
  });

  // Of six, the first three have had their turn when two of them all leave.
  const pairs = [0, 1, 2, 3, 4, 5].flatMap((one) => [0, 1, 2, 3, 4, 5].map((two) => [one, two] as const));
  it.each(pairs.filter(([one, two]) => one !== two))(
    'gives it once to all who stay when %i and %i leave in the middle of a round',
    (one, two) => {
      const { channel, members } = roomOf(6);
      channel.add(note('1'));
      serve(channel, 3);
      for (const leaving of [one, two]) channel.leave(members[leaving]!.receiver);
      channel.add(note('2'));
      while (channel.isDue) serve(channel, 1);
      const expected = members.map((_, index) => {
        if (index === one || index === two) return index < 3 ? '1' : '';
        return '1 2';
      });
      expect(taken(members).map((chunks) => chunks.join(' '))).toEqual(expected);
    },
  );

  it.each([0, 1, 2, 3])('goes on with the next one when %i leaves because of what it is sent', (index) => {
    let leaving = -1;
    const { channel, members } = roomOf(
      [0, 1, 2, 3].map((each) =>
        newMember(bare, () => {
          if (each === leaving) channel.leave(members[each]!.receiver);
        }),
      ),
    );
    channel.add(note('0'));
    serve(channel, Infinity);
    taken(members); // the next round is one from the first member to the last
    leaving = index;
    const staying = members.filter((_, each) => each !== leaving);
    channel.add(note('1'));
    expect(serve(channel, Infinity)).toBe(4);
    expect(taken(members)).toEqual(members.map(() => ['1']));
    channel.add(note('2'));
    expect(serve(channel, Infinity)).toBe(3);
    expect(taken(staying)).toEqual(staying.map(() => ['2']));
    members[leaving]!.receiver.flush();
    expect(taken(members)).toEqual(members.map(() => [])); // the one that has left has nothing to come
  });

  it('keeps nothing that all have received, whatever the shares', () => {
    for (const share of [1, 2, 3, 4, 7]) {
      const { channel } = roomOf(4);
      channel.add(note('hello'));
      serve(channel, share);
      channel.add(note('again'));
      while (channel.isDue) serve(channel, share);
      expect(channel.bytes).toBe(0);
    }
  });

  it('keeps no more than what comes in two rounds, however long something comes all the time', () => {
    const { channel } = roomOf(4);
    for (let turn = 0; turn < 100; turn += 1) {
      channel.add(note('hello'));
      serve(channel, 1);
      expect(channel.bytes).toBeLessThanOrEqual(2 * 4 * 'hello\n'.length);
    }
  });

  it('has nothing to do for an empty room', () => {
    const { channel, members } = roomOf(1);
    channel.add(note('for her'));
    channel.leave(members[0]!.receiver);
    for (const line of ['hello', 'anybody?']) {
      channel.add(note(line));
      expect(serve(channel, Infinity)).toBe(0);
      expect(channel.isDue).toBe(false);
      expect(channel.bytes).toBe(0);
    }
  });

  describe('sends a message to all members but some', () => {
    it('who receive all others in their order, once', () => {
      const { channel, members, encodes } = roomOf(3);
      const { receiver } = members[1]!;
      channel.add(note('1'));
      channel.add(note('not for b'), [receiver]);
      channel.add(note('2'));
      receiver.flush();
      expect(serve(channel, Infinity)).toBe(2);
      expect(taken(members)).toEqual([['1 not for b 2'], ['1 2'], ['1 not for b 2']]);
      expect(encodes()).toBe(1);
    });

    it('though one of them was excluded from the message before, and in a round that has begun', () => {
      const { channel, members } = roomOf(3);
      channel.add(note('1'));
      serve(channel, 1);
      channel.add(note('not for a'), [members[0]!.receiver]);
      channel.add(note('not for a and c'), [members[0]!.receiver, members[2]!.receiver]);
      for (const { receiver } of members) receiver.flush();
      while (channel.isDue) serve(channel, 1);
      expect(taken(members)).toEqual([['1'], ['1 not for a not for a and c'], ['1 not for a']]);
      expect(channel.bytes).toBe(0);
    });

    it('and writes to none of those for that', () => {
      const { channel, members } = roomOf(3);
      channel.add(note('only for b'), [members[0]!.receiver, members[2]!.receiver]);
      expect(serve(channel, Infinity)).toBe(1);
      expect(taken(members)).toEqual([[], ['only for b'], []]);
    });
  });

  describe('with members of two dialects', () => {
    const both = (): ReturnType<typeof roomOf> => roomOf([newMember(), newMember(tiny), newMember(), newMember(tiny)]);
    const shown = (text: string): string => tiny.show(note(text)).join(' ');

    it('encodes once for each dialect, and shares the bytes among those who use it', () => {
      const { channel, members, encodes } = both();
      channel.add(note('1'));
      channel.add(note('2'));
      expect(serve(channel, Infinity)).toBe(4);
      const tinyLines = `${shown('1')} ${shown('2')}`;
      expect(taken(members)).toEqual([['1 2'], [tinyLines], ['1 2'], [tinyLines]]);
      expect(encodes()).toBe(2);
      expect(channel.bytes).toBe(0);
    });

    it('gives out all of them in one round', () => {
      const { channel, members } = both();
      channel.add(note('1'));
      serve(channel, 2);
      channel.add(note('2'));
      serve(channel, 2);
      expect(taken(members)).toEqual([['1'], [shown('1')], ['1 2'], [`${shown('1')} ${shown('2')}`]]);
      serve(channel, Infinity);
      expect(taken(members)).toEqual([['2'], [shown('2')], [], []]);
    });

    it('shows a message in no dialect that no member uses any more', () => {
      const dialect = { ...tiny, show: jest.fn(tiny.show) };
      const { channel, members } = roomOf([newMember(), newMember(dialect), newMember(dialect)]);
      channel.leave(members[1]!.receiver);
      channel.add(note('1'));
      expect(dialect.show).toHaveBeenCalledTimes(1);
      expect(channel.bytes).toBe(`1\n${shown('1').replace(' ', '\n')}\n`.length);
      channel.leave(members[2]!.receiver);
      expect(channel.bytes).toBe('1\n'.length);
      channel.add(note('2'));
      expect(dialect.show).toHaveBeenCalledTimes(1);
    });

    it('opens a log in the middle of a round for the first member that uses its dialect', () => {
      const { channel, members, encodes } = roomOf(2);
      channel.add(note('1'));
      serve(channel, 1);
      const late = newMember(tiny);
      channel.enter(late.receiver);
      channel.add(note('2'));
      while (channel.isDue) serve(channel, 1);
      expect(taken([...members, late])).toEqual([['1', '2'], ['1 2'], [shown('2')]]);
      expect(encodes()).toBe(3); // what had been encoded when 2 came is not encoded again
      expect(channel.bytes).toBe(0);
    });

    it('sends what the last one that uses a dialect had not received, though its log is closed', () => {
      const { channel, members } = both();
      channel.add(note('1'));
      for (const { receiver } of [members[1]!, members[3]!]) channel.leave(receiver);
      channel.add(note('2'));
      serve(channel, Infinity);
      for (const { receiver } of members) receiver.flush();
      expect(taken(members)).toEqual([['1 2'], [shown('1')], ['1 2'], [shown('1')]]);
    });
  });

  describe('stops at a defect', () => {
    const AT_ITS_PLACE = new InvariantError(
      'must hold: a receiver that leaves a room is at its place among the members',
    );

    it('if one leaves that is no member', () => {
      const { channel, members } = roomOf(2);
      const other = newMember();
      expect(() => channel.leave(other.receiver)).toThrow(AT_ITS_PLACE);
      channel.add(note('hello'));
      serve(channel, Infinity);
      expect(taken(members)).toEqual([['hello'], ['hello']]);
    });

    it('if one leaves twice, or is not where it believes to be', () => {
      const { channel, members } = roomOf(2);
      const { receiver } = members[0]!;
      receiver.index = 1;
      expect(() => channel.leave(receiver)).toThrow(AT_ITS_PLACE);
      receiver.index = 0;
      channel.leave(receiver);
      expect(() => channel.leave(receiver)).toThrow(AT_ITS_PLACE);
    });

    it('if one enters that is in a room', () => {
      const { channel, members } = roomOf(1);
      const { receiver } = members[0]!;
      const other = new Channel('ops', () => undefined);
      const what = new InvariantError('must hold: a receiver that enters a room is in none');
      expect(() => channel.enter(receiver)).toThrow(what);
      expect(() => other.enter(receiver)).toThrow(what);
      expect(other.size).toBe(0);
      channel.add(note('hello'));
      expect(serve(channel, Infinity)).toBe(1);
    });
  });
});
