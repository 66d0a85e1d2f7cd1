import type { Dialect } from '../../../src/streams/dialects/dialect';
import { text } from '../../../src/streams/dialects/text';
import { end, enterRoom, leaveRoom, sendRoom, useDialect } from '../../../src/streams/model/delivery';
import type { Message } from '../../../src/streams/model/message';
import { FanOut } from '../../../src/streams/write/fanOut';
import { bare, note } from '../../helpers/bareDialect';
import { FanOutUnderTest, type Reader, sendLine, sendRoomLine } from '../../helpers/fanOutUnderTest';
import { tiny } from '../../helpers/tinyDialect';

/** The lines of messages in the tiny dialect. */
const inTiny = (...texts: readonly string[]): string[] => texts.flatMap((each) => tiny.show(note(each)));

/** Four members of one room; two and four use the tiny dialect. */
function mixed(
  ...args: ConstructorParameters<typeof FanOutUnderTest>
): [FanOutUnderTest, Reader, Reader, Reader, Reader] {
  const out = new FanOutUnderTest(...args);
  const [one, two, three, four] = [out.reader(1), out.reader(2), out.reader(3), out.reader(4)];
  out.turn(useDialect(2, 'tiny'), useDialect(4, 'tiny'), ...[1, 2, 3, 4].map((client) => enterRoom(client, 'a')));
  return [out, one, two, three, four];
}

/** A dialect, and which messages it has shown. */
function watched(dialect: Dialect): Dialect & { show: jest.Mock<readonly string[], [Message]> } {
  return { ...dialect, show: jest.fn((message: Message) => dialect.show(message)) };
}

describe('a room whose members use two dialects', () => {
  it('is encoded once for each, and the members of a dialect receive the same bytes', () => {
    const [out, one, two, three, four] = mixed();
    out.turn(sendRoomLine('a', 'first'), sendRoomLine('a', 'second'));
    expect(out.encoded).toBe(2);
    expect(three.chunks[0]?.bytes).toBe(one.chunks[0]?.bytes);
    expect(four.chunks[0]?.bytes).toBe(two.chunks[0]?.bytes);
    expect([one, two].map(({ chunks }) => chunks.map(({ lines }) => lines))).toEqual([[2], [4]]);
    expect(one.take()).toEqual([['first', 'second']]);
    expect(two.take()).toEqual([inTiny('first', 'second')]);
  });

  it('shows each message once in each, however many members there are', () => {
    const dialects = [watched(bare), watched(tiny)] as const;
    const [out] = mixed({}, dialects);
    out.turn(sendRoomLine('a', 'first'), sendRoomLine('a', 'second'));
    expect(dialects.map(({ show }) => show.mock.calls)).toEqual(
      dialects.map(() => [[note('first')], [note('second')]]),
    );
  });

  it('gives both out in the same rounds', () => {
    const [out, ...readers] = mixed({ writesPerTurn: 2 });
    out.turn(sendRoomLine('a', '1'));
    expect(readers.map((reader) => reader.take())).toEqual([[['1']], [inTiny('1')], [], []]);
    out.turn(sendRoomLine('a', '2'));
    expect(readers.map((reader) => reader.take())).toEqual([[], [], [['1', '2']], [inTiny('1', '2')]]);
    out.turn();
    expect(readers.map((reader) => reader.take())).toEqual([[['2']], [inTiny('2')], [], []]);
    expect(out.fanOut.isBusy).toBe(false);
    expect(out.encoded).toBe(4);
  });

  it('counts the bytes of both for the high-water mark', () => {
    const waiting = Buffer.byteLength([...inTiny('x'), 'x', ''].join('\n'));
    const receivers = (highWaterMarkBytes: number): number => {
      const [out, ...readers] = mixed({ writesPerTurn: 1, highWaterMarkBytes });
      out.turn(sendRoomLine('a', 'x'));
      return readers.filter(({ lines }) => lines.length > 0).length;
    };
    expect([waiting, waiting - 1].map(receivers)).toEqual([1, 4]);
  });

  it('excludes members of either', () => {
    const [out, ...readers] = mixed();
    out.turn(sendRoomLine('a', '1'), sendRoomLine('a', 'not for 1 and 4', [1, 4]), sendRoomLine('a', '2'));
    expect(readers.map((reader) => reader.take())).toEqual([
      [['1', '2']],
      [inTiny('1', 'not for 1 and 4', '2')],
      [['1', 'not for 1 and 4', '2']],
      [inTiny('1', '2')],
    ]);
    expect(out.encoded).toBe(2);
  });

  it('shows nothing in the one that no member uses any more', () => {
    const dialects = [watched(bare), watched(tiny)] as const;
    const [out, one, two] = mixed({}, dialects);
    out.turn(leaveRoom(2), useDialect(4, 'bare'), sendRoomLine('a', '1'));
    expect(dialects.map(({ show }) => show.mock.calls.length)).toEqual([1, 0]);
    expect([one, two].map((reader) => reader.take())).toEqual([[['1']], []]);
    out.turn(enterRoom(2, 'a'), sendRoomLine('a', '2'));
    expect(dialects.map(({ show }) => show.mock.calls.length)).toEqual([2, 1]);
    expect(two.take()).toEqual([inTiny('2')]);
  });

  it('counts no more what waited in a log that is closed', () => {
    const [out, ...readers] = mixed({ writesPerTurn: 1, highWaterMarkBytes: 10 });
    out.turn(useDialect(2, 'bare'));
    const wide = 'x'.repeat(6);
    out.turn(sendRoomLine('a', wide)); // more than the mark in both: written to all
    expect(out.fanOut.isBusy).toBe(false);
    out.turn(leaveRoom(4), sendRoomLine('a', wide)); // 7 bytes
    expect(out.fanOut.isBusy).toBe(true);
    out.settle();
    expect(readers.map(({ lines }) => lines.length)).toEqual([2, 2, 2, 2]);
    out.turn(enterRoom(4, 'a'));
    out.turn(sendRoomLine('a', ''), leaveRoom(4)); // what waits in the tiny log is gone with it
    expect(out.fanOut.isBusy).toBe(true);
  });
});

describe('a client that changes its dialect', () => {
  it('receives what came before in the old one and the rest in the new one, in one chunk', () => {
    const [out, one, , three] = mixed();
    out.turn(
      sendRoomLine('a', '1'),
      sendLine(1, '2'),
      useDialect(1, 'tiny'),
      sendRoomLine('a', '3'),
      sendLine(1, '4'),
      sendRoomLine('a', '5'),
    );
    expect(one.chunks.map(({ lines }) => lines)).toEqual([8]);
    expect(one.take()).toEqual([['1', '2', ...inTiny('3', '4', '5')]]);
    expect(three.take()).toEqual([['1', '3', '5']]);
    expect(out.encoded).toBe(2);
    out.turn(sendRoomLine('a', '6'));
    expect(one.take()).toEqual([inTiny('6')]);
  });

  it('may go back and forth, and is in its room all the time', () => {
    const [out, one] = mixed();
    out.turn(
      useDialect(1, 'tiny'),
      sendRoomLine('a', '1'),
      useDialect(1, 'bare'),
      sendRoomLine('a', '2'),
      useDialect(1, 'tiny'),
      useDialect(1, 'tiny'),
      sendRoomLine('a', '3'),
    );
    expect(one.take()).toEqual([[...inTiny('1'), '2', ...inTiny('3')]]);
    expect(out.encoded).toBe(2);
  });

  it('receives what it is behind with in the old one, in the middle of a round', () => {
    const [out, ...readers] = mixed({ writesPerTurn: 1 });
    out.turn(sendRoomLine('a', '1'));
    out.turn(useDialect(3, 'tiny'), sendRoomLine('a', '2'));
    expect(readers[2].take()).toEqual([['1', ...inTiny('2')]]);
    out.settle();
    expect(readers.map((reader) => reader.take())).toEqual([
      [['1'], ['2']],
      [inTiny('1', '2')],
      [],
      [inTiny('1', '2')],
    ]);
  });

  it('may be alone in its room', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(enterRoom(1, 'a'), sendRoomLine('a', '1'), useDialect(1, 'tiny'), sendRoomLine('a', '2'));
    expect(reader.take()).toEqual([['1', ...inTiny('2')]]);
    out.turn(sendRoomLine('a', '3'));
    expect(reader.take()).toEqual([inTiny('3')]);
    expect(out.fanOut.isBusy).toBe(false);
  });

  it('needs no room, and its last message is shown in the new one', () => {
    const out = new FanOutUnderTest();
    const reader = out.reader(1);
    out.turn(sendLine(1, '1'), useDialect(1, 'tiny'), sendLine(1, '2'), end(1, 'exit'), useDialect(1, 'bare'));
    expect(reader.take()).toEqual([
      ['1', ...inTiny('2')],
      ['event: end', 'data: {"reason":"exit"}'],
    ]);
  });

  it('receives its messages in the first one if it chooses one that is unknown', () => {
    const [out, one, two] = mixed();
    out.turn(useDialect(1, 'morse'), useDialect(2, 'morse'), sendRoomLine('a', '1'));
    expect([one, two].map((reader) => reader.take())).toEqual([[['1']], [['1']]]);
  });
});

describe('the dialects of a fan-out that is given none', () => {
  it('are those of the server, and the first of them is for clients that have chosen none', () => {
    const fanOut = new FanOut(() => undefined);
    expect(fanOut.dialectNamed()).toBe(text);
    const lines: string[] = [];
    fanOut.chunksFor(1, { dialect: text }).subscribe(({ bytes }) => lines.push(Buffer.from(bytes).toString()));
    fanOut.deliver([
      enterRoom(1, 'a'),
      sendRoom('a', { type: 'said', room: 'a', from: 'alice', text: 'hello' }),
      end(1, 'exit'),
    ]);
    expect(lines).toEqual(['alice: hello\n', 'Bye\n']);
  });
});
