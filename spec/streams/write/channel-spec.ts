import { Observable, type Subscription } from 'rxjs';
import type { Chunk } from '../../../src/buffers/chunk';
import { Channel } from '../../../src/streams/write/channel';
import { Receiver } from '../../../src/streams/write/receiver';
import { linesOf } from '../../helpers/fakeConnection';

/** A member of a room, and the lines of each chunk that it gets. */
interface Member {
  readonly receiver: Receiver;
  readonly got: string[];
  readonly subscription: Subscription;
}

function newMember(received?: () => void): Member {
  const got: string[] = [];
  let receiver: Receiver;
  const chunks$ = new Observable<Chunk>((subscriber) => {
    receiver = new Receiver(subscriber, { lines: Infinity, bytes: Infinity });
    return () => {
      receiver.leave();
    };
  });
  const subscription = chunks$.subscribe(({ bytes }) => {
    got.push(linesOf(bytes).join(' '));
    received?.();
  });
  return { receiver: receiver!, got, subscription };
}

/** A room with so many members. */
function roomOf(count: number): { channel: Channel; members: Member[] } {
  const channel = new Channel('dev', () => undefined);
  const members = Array.from({ length: count }, () => newMember());
  for (const { receiver } of members) channel.add(receiver);
  return { channel, members };
}

const told = (members: readonly Member[]): string[][] => members.map(({ got }) => got.splice(0));

describe('Channel', () => {
  it('is empty until somebody enters, and when all have left', () => {
    const channel = new Channel('dev', () => undefined);
    const [{ receiver: one }, { receiver: two }] = [newMember(), newMember()];
    expect(channel.isEmpty).toBe(true);
    channel.add(one);
    channel.add(two);
    expect(channel.isEmpty).toBe(false);
    channel.remove(one);
    expect(channel.isEmpty).toBe(false);
    channel.remove(two);
    expect(channel.isEmpty).toBe(true);
    expect([one.channel, two.channel]).toEqual([undefined, undefined]);
  });

  it('gives out what it was told to all, and nothing twice', () => {
    const { channel, members } = roomOf(3);
    expect(channel.serve(Infinity)).toBe(0);
    channel.log.add('hello');
    expect(channel.isDue).toBe(true);
    expect(channel.serve(Infinity)).toBe(3);
    expect(channel.isDue).toBe(false);
    expect(channel.serve(Infinity)).toBe(0);
    expect(told(members)).toEqual([['hello'], ['hello'], ['hello']]);
  });

  it('gives it to some at a time, and goes on where it has left off', () => {
    const { channel, members } = roomOf(5);
    channel.log.add('hello');
    expect(channel.serve(2)).toBe(2);
    expect(told(members)).toEqual([['hello'], ['hello'], [], [], []]);
    expect(channel.serve(2)).toBe(2);
    expect(channel.isDue).toBe(true);
    expect(channel.serve(2)).toBe(1);
    expect(told(members)).toEqual([[], [], ['hello'], ['hello'], ['hello']]);
    expect(channel.isDue).toBe(false);
  });

  it('gives what it is told meanwhile together with the rest, and to those who had their turn in the next round', () => {
    const { channel, members } = roomOf(4);
    channel.log.add('1');
    channel.serve(2);
    channel.log.add('2');
    channel.serve(1);
    channel.log.add('3');
    channel.serve(2);
    expect(told(members)).toEqual([['1', '2 3'], ['1'], ['1 2'], ['1 2 3']]);
    expect(channel.serve(Infinity)).toBe(2); // the fourth has it all
    expect(told(members)).toEqual([[], ['2 3'], ['3'], []]);
  });

  it('begins with the first member again when there was nothing to tell for a while', () => {
    const { channel, members } = roomOf(3);
    for (const line of ['1', '2', '3']) {
      channel.log.add(line);
      channel.serve(Infinity);
      told(members);
    }
    channel.log.add('4');
    channel.serve(1);
    expect(told(members)).toEqual([['4'], [], []]);
  });

  it('tells those who come in the middle of a round what comes after that, and no more', () => {
    const { channel, members } = roomOf(2);
    channel.log.add('1');
    channel.serve(1);
    const late = newMember();
    channel.add(late.receiver);
    channel.log.add('2');
    while (channel.isDue) channel.serve(1);
    expect(told([...members, late])).toEqual([['1', '2'], ['1 2'], ['2']]);
  });

  // Of six, the first three have had their turn when two of them all leave.
  const pairs = [0, 1, 2, 3, 4, 5].flatMap((one) => [0, 1, 2, 3, 4, 5].map((two) => [one, two] as const));
  it.each(pairs.filter(([one, two]) => one !== two))(
    'tells everybody who stays, once, when %i and %i leave in the middle of a round',
    (one, two) => {
      const { channel, members } = roomOf(6);
      channel.log.add('1');
      channel.serve(3);
      for (const leaving of [one, two]) channel.remove(members[leaving]!.receiver);
      channel.log.add('2');
      while (channel.isDue) channel.serve(1);
      const expected = members.map((_, index) => {
        if (index === one || index === two) return index < 3 ? '1' : '';
        return '1 2';
      });
      expect(told(members).map((chunks) => chunks.join(' '))).toEqual(expected);
    },
  );

  it.each([0, 1, 2, 3])('goes on with the next one when %i leaves by what it is sent', (leaving) => {
    const channel = new Channel('dev', () => undefined);
    const members: Member[] = [0, 1, 2, 3].map((index) =>
      newMember(() => {
        if (index === leaving) members[index]!.subscription.unsubscribe();
      }),
    );
    for (const { receiver } of members) channel.add(receiver);
    for (const line of ['1', '2']) {
      channel.log.add(line);
      channel.serve(Infinity);
    }
    expect(told(members)).toEqual(members.map((_, index) => (index === leaving ? ['1'] : ['1', '2'])));
  });

  it('keeps nothing that all have got, whatever the shares', () => {
    for (const share of [1, 2, 3, 4, 7]) {
      const { channel } = roomOf(4);
      channel.log.add('hello');
      channel.serve(share);
      channel.log.add('again');
      while (channel.isDue) channel.serve(share);
      expect(channel.log.bytes).toBe(0);
    }
  });

  it('keeps no more than what it is told in two rounds, however long it is told something all the time', () => {
    const { channel } = roomOf(4);
    for (let turn = 0; turn < 100; turn += 1) {
      channel.log.add('hello');
      channel.serve(1);
      expect(channel.log.bytes).toBeLessThanOrEqual(2 * 4 * 'hello\n'.length);
    }
  });

  it('has nothing to do for an empty room', () => {
    const { channel, members } = roomOf(1);
    channel.log.add('for her');
    channel.remove(members[0]!.receiver);
    for (const line of ['hello', 'anybody?']) {
      channel.log.add(line);
      expect(channel.serve(Infinity)).toBe(0);
      expect(channel.isDue).toBe(false);
      expect(channel.log.bytes).toBe(0);
    }
  });
});
