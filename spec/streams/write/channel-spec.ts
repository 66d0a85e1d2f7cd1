import { Observable } from 'rxjs';
import type { Chunk } from '../../../src/operators/chunk';
import { Channel } from '../../../src/streams/write/channel';
import { Receiver } from '../../../src/streams/write/receiver';
import { linesOf } from '../../helpers/fakeConnection';

/** A receiver and the lines that it gets. */
function newReceiver(): { receiver: Receiver; lines: string[] } {
  const lines: string[] = [];
  let receiver: Receiver;
  const chunks$ = new Observable<Chunk>((subscriber) => {
    receiver = new Receiver(subscriber, { lines: Infinity, bytes: Infinity });
  });
  chunks$.subscribe(({ bytes }) => lines.push(...linesOf(bytes)));
  return { receiver: receiver!, lines };
}

describe('Channel', () => {
  it('is empty until somebody enters, and when all have left', () => {
    const channel = new Channel('dev');
    const [{ receiver: one }, { receiver: two }] = [newReceiver(), newReceiver()];
    expect(channel.isEmpty).toBe(true);
    channel.add(one);
    channel.add(two);
    expect(channel.isEmpty).toBe(false);
    channel.remove(one);
    expect(channel.isEmpty).toBe(false);
    channel.remove(two);
    expect(channel.isEmpty).toBe(true);
  });

  it('knows where each member is, whoever leaves', () => {
    const channel = new Channel('dev');
    const all = Array.from({ length: 6 }, newReceiver);
    for (const { receiver } of all) channel.add(receiver);
    for (const leaving of [0, 5, 3, 1]) channel.remove(all[leaving]!.receiver);
    channel.tell('hello');
    channel.flush();
    expect(all.map(({ lines }) => lines.length)).toEqual([0, 0, 1, 0, 1, 0]);
  });

  it('sends nothing where it was told nothing, and nothing twice', () => {
    const channel = new Channel('dev');
    const { receiver, lines } = newReceiver();
    channel.add(receiver);
    channel.flush();
    expect(lines).toEqual([]);
    channel.tell('hello');
    channel.flush();
    channel.flush();
    expect(lines).toEqual(['hello']);
  });

  it('leaves those out who get a turn of their own', () => {
    const channel = new Channel('dev');
    const [one, two] = [newReceiver(), newReceiver()];
    channel.add(one.receiver);
    channel.add(two.receiver);
    channel.tell('hello');
    two.receiver.tell('psst');
    channel.flush();
    expect([one.lines, two.lines]).toEqual([['hello'], []]);
    two.receiver.flush();
    expect(two.lines).toEqual(['hello', 'psst']);
  });
});
