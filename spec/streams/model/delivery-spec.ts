import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { isUrgent } from '../../../src/streams/model/delivery';
import { arrives, connects, disconnects, History, isRefused, sends } from '../../helpers/history';

/** Whether anybody waits for what comes of an event, where Alice and Bob are in the lobby. */
function waitsFor(...events: ChatEvent[]): boolean {
  const history = new History();
  history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), ...events);
  expect(history.deliveries).not.toEqual([]);
  return history.deliveries.some(isUrgent);
}

describe('isUrgent', () => {
  it.each([
    ['something said', [sends(1, 'hello')]],
    ['a whisper', [sends(1, '/w bob hi')]],
    ['an answer', [sends(1, '/users')]],
    ['help', [sends(1, '/help')]],
    ['a refusal', [sends(1, '/weather')]],
    ['a line that could not be read', [isRefused(1, 'invalid_utf8')]],
    ['a name that cannot be had', [...arrives(3, 'alice')]],
  ])('%s is waited for', (_, events) => {
    expect(waitsFor(...events)).toBe(true);
  });

  it.each([
    ['one who connects', [connects(3)]],
    ['one who comes in', [...arrives(3, 'carol')]],
    ['one who is gone', [disconnects(1)]],
    ['one who sends /exit', [sends(1, '/exit')]],
  ])('%s may be told a little later', (_, events) => {
    expect(waitsFor(...events)).toBe(false);
  });
});
