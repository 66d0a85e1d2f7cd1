import { Observable } from 'rxjs';
import type { Chunk } from '../../../src/buffers/chunk';
import { Channel } from '../../../src/streams/write/channel';
import { Receiver } from '../../../src/streams/write/receiver';
import { linesOf } from '../../helpers/fakeConnection';

/** A receiver, and what it gets: the lines of each chunk, a farewell marked, and its end. */
function newReceiver(): { receiver: Receiver; got: string[] } {
  const got: string[] = [];
  let receiver: Receiver;
  const chunks$ = new Observable<Chunk>((subscriber) => {
    receiver = new Receiver(subscriber, { lines: Infinity, bytes: Infinity });
  });
  chunks$.subscribe({
    next: ({ bytes, last }) => got.push(`${linesOf(bytes).join(' ')}${last ? ' (last)' : ''}`),
    complete: () => got.push('end'),
  });
  return { receiver: receiver!, got };
}

const newChannel = (): Channel => new Channel('dev', () => undefined);

describe('Receiver', () => {
  it('puts its own lines and those of its room together in their order', () => {
    const { receiver, got } = newReceiver();
    const channel = newChannel();
    receiver.enter(channel);
    channel.log.add('1');
    receiver.tell('2');
    channel.log.add('3');
    receiver.flush();
    expect(got).toEqual(['1 2 3']);
  });

  it('gets none of that again when the room gives it out', () => {
    const { receiver, got } = newReceiver();
    const channel = newChannel();
    receiver.enter(channel);
    channel.log.add('1');
    receiver.tell('2');
    receiver.flush();
    expect(receiver.isBehind).toBe(false);
    receiver.catchUp();
    channel.log.add('3');
    expect(receiver.isBehind).toBe(true);
    receiver.catchUp();
    expect(got).toEqual(['1 2', '3']);
  });

  it('has nothing to catch up with in no room, or in one that was told nothing since it came', () => {
    const { receiver, got } = newReceiver();
    receiver.catchUp();
    const channel = newChannel();
    channel.log.add('before');
    receiver.enter(channel);
    receiver.catchUp();
    receiver.flush();
    expect(got).toEqual([]);
  });

  it('gets what the room was told before it left, and nothing after that', () => {
    const { receiver, got } = newReceiver();
    const [dev, ops] = [newChannel(), newChannel()];
    receiver.enter(dev);
    dev.log.add('1');
    receiver.leave();
    dev.log.add('not for it');
    receiver.enter(ops);
    ops.log.add('2');
    receiver.flush();
    expect(got).toEqual(['1 2']);
  });

  it('belongs to nobody once it has left', () => {
    const { receiver } = newReceiver();
    const channel = newChannel();
    receiver.enter(channel);
    expect(receiver.channel).toBe(channel);
    receiver.leave();
    expect(receiver.channel).toBeUndefined();
    expect(channel.isEmpty).toBe(true);
    receiver.leave(); // there is nothing to leave
    expect(channel.isEmpty).toBe(true);
  });

  it('ends after its lines with a farewell', () => {
    const { receiver, got } = newReceiver();
    receiver.tell('hello');
    receiver.end('Bye');
    expect(receiver.ended).toBe(true);
    expect(got).toEqual([]);
    receiver.flush();
    expect(got).toEqual(['hello', 'Bye (last)', 'end']);
  });

  it('ends without a word where there is none', () => {
    const { receiver, got } = newReceiver();
    receiver.end(undefined);
    receiver.flush();
    expect(got).toEqual(['end']);
  });
});
