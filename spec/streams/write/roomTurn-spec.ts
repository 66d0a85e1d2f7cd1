import { RoomTurn, START } from '../../../src/streams/write/roomTurn';
import { linesOf } from '../../helpers/fakeConnection';

describe('RoomTurn', () => {
  it('is nothing at first', () => {
    const turn = new RoomTurn();
    expect(turn.mark).toEqual(START);
    expect(turn.whole).toMatchObject({ lines: 0 });
    expect(turn.whole.bytes).toHaveLength(0);
  });

  it('encodes all lines as one chunk, each ended by a newline', () => {
    const turn = new RoomTurn();
    turn.add('alice: hello');
    turn.add('bob: здравствуй 👋');
    expect(Buffer.from(turn.whole.bytes).toString()).toBe('alice: hello\nbob: здравствуй 👋\n');
    expect(turn.whole.lines).toBe(2);
  });

  it('encodes once, however often it is asked for', () => {
    const turn = new RoomTurn();
    turn.add('alice: hello');
    expect(turn.whole.bytes).toBe(turn.whole.bytes);
    expect(turn.between(START, turn.mark).bytes.buffer).toBe(turn.whole.bytes.buffer);
  });

  it('has the parts between marks, as views of the same bytes', () => {
    const turn = new RoomTurn();
    const marks = [turn.mark];
    for (const line of ['один', '👋', 'three']) {
      turn.add(line);
      marks.push(turn.mark);
    }
    const part = (from: number, to: number): unknown => {
      const { bytes, lines } = turn.between(marks[from]!, marks[to]!);
      expect(bytes.buffer).toBe(turn.whole.bytes.buffer);
      expect(linesOf(bytes)).toHaveLength(lines);
      return linesOf(bytes);
    };
    expect(part(0, 1)).toEqual(['один']);
    expect(part(1, 2)).toEqual(['👋']);
    expect(part(1, 3)).toEqual(['👋', 'three']);
    expect(part(0, 3)).toEqual(['один', '👋', 'three']);
  });
});
