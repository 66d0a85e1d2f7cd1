import { Observable } from 'rxjs';
import type { Chunk } from '../../../src/operators/chunk';
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

describe('Receiver', () => {
  it('is apart only in a turn in which something is for it alone', () => {
    const { receiver, got } = newReceiver();
    expect(receiver.apart).toBe(false);
    receiver.tell('hello');
    expect(receiver.apart).toBe(true);
    receiver.flush();
    expect(receiver.apart).toBe(true); // its room's turn is still to come
    receiver.rejoin();
    expect(receiver.apart).toBe(false);
    expect(got).toEqual(['hello']);
  });

  it('puts its own lines and those of its room together in their order', () => {
    const { receiver, got } = newReceiver();
    const channel = new Channel('dev');
    receiver.enter(channel);
    channel.tell('1');
    receiver.tell('2');
    channel.tell('3');
    receiver.settle();
    channel.flush();
    receiver.flush();
    expect(got).toEqual(['1 2 3']);
  });

  it('belongs to nobody once it has left', () => {
    const { receiver } = newReceiver();
    const channel = new Channel('dev');
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
