import { send, sendWhisper } from '../../../src/streams/model/delivery';
import { disconnects, History, NONE, sends, snapshot } from '../../helpers/history';

const system = (text: string) => send(1, { type: 'notice', text });

describe('a whisper', () => {
  it('has no receipt and is not sent while its receiver misses what it is sent', () => {
    const history = History.ofThree();
    history.add({ type: 'overflowed', client: 2 });
    expect(history.deliveries).toStrictEqual([]);
    history.add(sends(1, '/w bob hi'));
    expect(history.deliveries).toStrictEqual([system('your whisper to Bob was dropped')]);
    history.add({ type: 'caughtUp', client: 2 }, sends(1, '/w bob hi'));
    expect(history.deliveries).toStrictEqual([
      sendWhisper(1, 2, 'Bob', { type: 'whispered', from: 'Alice', text: 'hi' }),
      send(1, { type: 'whispering', to: 'Bob', text: 'hi' }),
    ]);
  });

  it('of one who is ignored has the same answer', () => {
    const history = History.ofThree();
    history.add(sends(2, '/ignore alice'), { type: 'overflowed', client: 2 }, sends(1, '/w bob hi'));
    expect(history.deliveries).toStrictEqual([system('your whisper to Bob was dropped')]);
  });

  it.each([
    [1, 'Bob is slow, 1 line waits before yours'],
    [812, 'Bob is slow, 812 lines wait before yours'],
  ])('that waits behind %d lines has a receipt that says so', (lines, text) => {
    const history = History.ofThree();
    history.add({ type: 'whisperDelayed', client: 1, to: 'Bob', lines });
    expect(history.deliveries).toStrictEqual([system(text)]);
  });

  it('that was dropped has a receipt, also when its receiver is gone, but not when its sender is', () => {
    const history = History.ofThree();
    history.add(disconnects(2), { type: 'whisperDropped', client: 1, to: 'Bob' });
    expect(history.deliveries).toStrictEqual([system('your whisper to Bob was dropped')]);
    history.add(sends(1, '/exit'));
    expect(history.add({ type: 'whisperDropped', client: 1, to: 'Bob' })).toStrictEqual(NONE);
    history.add(disconnects(1));
    expect(history.add({ type: 'whisperDropped', client: 1, to: 'Bob' })).toStrictEqual(NONE);
  });
});

describe('a client that misses what it is sent', () => {
  it('is not kept in mind when it is gone', () => {
    const [slow, plain] = [History.ofThree(), History.ofThree()];
    slow.add({ type: 'overflowed', client: 2 });
    for (const history of [slow, plain]) history.add(disconnects(2));
    expect(snapshot(slow.registry)).toStrictEqual(snapshot(plain.registry));
  });
});
