import { Observable } from 'rxjs';
import type { Chunk } from '../../../src/buffers/chunk';
import { InvariantError } from '../../../src/invariant';
import { Receiver } from '../../../src/streams/write/receiver';
import { RoomLog } from '../../../src/streams/write/roomLog';
import { bare, note } from '../../helpers/bareDialect';
import { linesOf } from '../../helpers/fakeConnection';
import { tiny } from '../../helpers/tinyDialect';

/** A receiver, and what it receives: the lines of each chunk, a farewell marked, and its end. */
function newReceiver(): { receiver: Receiver; got: string[] } {
  const got: string[] = [];
  let receiver: Receiver;
  const chunks$ = new Observable<Chunk>((subscriber) => {
    receiver = new Receiver(subscriber, { dialect: bare }, { lines: Infinity, bytes: Infinity });
  });
  chunks$.subscribe({
    next: ({ bytes, last }) => got.push(`${linesOf(bytes).join(' ')}${last ? ' (last)' : ''}`),
    complete: () => got.push('end'),
  });
  return { receiver: receiver!, got };
}

const newLog = (dialect = bare): RoomLog => new RoomLog(dialect, () => undefined);

/** A receiver in a room whose log this is. */
function inRoom(): ReturnType<typeof newReceiver> & { log: RoomLog } {
  const log = newLog();
  const one = newReceiver();
  one.receiver.enter('dev', log);
  return { ...one, log };
}

describe('Receiver', () => {
  it('puts its own lines and those of its room together in their order', () => {
    const { receiver, got, log } = inRoom();
    log.add(note('1'));
    receiver.send({ message: note('2') });
    log.add(note('3'));
    receiver.flush();
    expect(got).toEqual(['1 2 3']);
  });

  it('receives none of that again when the room gives it out', () => {
    const { receiver, got, log } = inRoom();
    log.add(note('1'));
    receiver.send({ message: note('2') });
    receiver.flush();
    expect(receiver.isBehind).toBe(false);
    receiver.catchUp();
    log.add(note('3'));
    expect(receiver.isBehind).toBe(true);
    receiver.catchUp();
    expect(got).toEqual(['1 2', '3']);
  });

  it('has nothing to catch up with in no room, or in one that was sent nothing since it came', () => {
    const { receiver, got } = newReceiver();
    receiver.catchUp();
    expect(receiver.isBehind).toBe(false);
    const log = newLog();
    log.add(note('before'));
    receiver.enter('dev', log);
    expect(receiver.isBehind).toBe(false);
    receiver.catchUp();
    receiver.flush();
    expect(got).toEqual([]);
  });

  it('receives what the room was sent before it left, and nothing after that', () => {
    const { receiver, got } = newReceiver();
    const [dev, ops] = [newLog(), newLog()];
    receiver.enter('dev', dev);
    dev.add(note('1'));
    expect(receiver.leave()).toBe(dev);
    dev.add(note('not for it'));
    receiver.enter('ops', ops);
    ops.add(note('2'));
    receiver.flush();
    expect(got).toEqual(['1 2']);
  });

  it('knows its room, and none once it has left', () => {
    const { receiver } = inRoom();
    expect(receiver.room).toBe('dev');
    receiver.leave();
    expect(receiver.room).toBeUndefined();
    expect(receiver.isBehind).toBe(false);
  });

  it('passes over what it is not to receive, and over nothing in no room', () => {
    const { receiver, got, log } = inRoom();
    log.add(note('1'));
    receiver.settle();
    log.add(note('not for it'));
    receiver.skipToEnd();
    log.add(note('2'));
    receiver.flush();
    expect(got).toEqual(['1 2']);
    receiver.leave();
    receiver.skipToEnd();
    receiver.flush();
    expect(got).toEqual(['1 2']);
  });

  it('is sent each message in the dialect that it has by then', () => {
    const { receiver, got, log } = inRoom();
    log.add(note('1'));
    receiver.send({ message: note('2') });
    receiver.leave();
    receiver.format.dialect = tiny;
    expect(receiver.dialect).toBe(tiny);
    const other = newLog(tiny);
    receiver.enter('dev', other);
    other.add(note('3'));
    receiver.send({ message: note('4') });
    receiver.end({ type: 'end', reason: 'exit' });
    receiver.flush();
    const shown = [note('3'), note('4')].flatMap((message) => tiny.show(message)).join(' ');
    expect(got).toEqual([`1 2 ${shown}`, 'event: end data: {"reason":"exit"} (last)', 'end']);
  });

  it('ends after its lines with a farewell', () => {
    const { receiver, got } = newReceiver();
    receiver.send({ message: note('hello') });
    receiver.end({ type: 'end', reason: 'exit' });
    expect(receiver.isEnding).toBe(true);
    expect(got).toEqual([]);
    receiver.flush();
    expect(got).toEqual(['hello', 'end: exit (last)', 'end']);
  });

  it('ends without a farewell if there is none', () => {
    const { receiver, got } = newReceiver();
    receiver.end(undefined);
    receiver.flush();
    expect(got).toEqual(['end']);
  });

  it('stops at a defect: to leave when it is in no room, to enter one when it is in another', () => {
    const { receiver } = newReceiver();
    expect(() => receiver.leave()).toThrow(new InvariantError('must hold: a receiver that leaves a room is in it'));
    receiver.enter('dev', newLog());
    expect(() => receiver.enter('ops', newLog())).toThrow(
      new InvariantError('must hold: a receiver that enters a room is in none'),
    );
    expect(receiver.room).toBe('dev');
  });
});
