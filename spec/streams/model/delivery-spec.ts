import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import {
  type Delivery,
  end,
  enterRoom,
  isUrgent,
  leaveRoom,
  send,
  sendDeferrable,
  sendRoom,
  sendRoomDeferrable,
  sendRoomExcept,
  useDialect,
} from '../../../src/streams/model/delivery';
import type { Message } from '../../../src/streams/model/message';
import { arrives, connects, disconnects, History, isRefused, sends } from '../../helpers/history';

const message: Message = { type: 'notice', text: 'x' };

/** Whether a client waits for what comes of an event; Alice and Bob are in the lobby. */
function waitsFor(...events: ChatEvent[]): boolean {
  const history = new History();
  history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), ...events);
  expect(history.deliveries).not.toEqual([]);
  return (history.deliveries as readonly Delivery[]).some(isUrgent);
}

describe('a delivery', () => {
  it.each<[string, Delivery, Delivery]>([
    ['send', send(1, message), { type: 'send', client: 1, message }],
    ['sendDeferrable', sendDeferrable(1, message), { type: 'send', client: 1, message, deferrable: true }],
    ['sendRoom', sendRoom('dev', message), { type: 'sendRoom', room: 'dev', message }],
    ['sendRoomExcept', sendRoomExcept('dev', message, [1]), { type: 'sendRoom', room: 'dev', message, except: [1] }],
    [
      'sendRoomDeferrable',
      sendRoomDeferrable('dev', message),
      { type: 'sendRoom', room: 'dev', message, deferrable: true },
    ],
    ['enterRoom', enterRoom(1, 'dev'), { type: 'enterRoom', client: 1, room: 'dev' }],
    ['leaveRoom', leaveRoom(1), { type: 'leaveRoom', client: 1 }],
    ['useDialect', useDialect(1, 'tiny'), { type: 'useDialect', client: 1, dialect: 'tiny' }],
    ['end', end(1), { type: 'end', client: 1 }],
    ['end with a reason', end(1, 'exit'), { type: 'end', client: 1, reason: 'exit' }],
  ])('%s is data', (_, made, data) => {
    expect(made).toStrictEqual(data);
  });
});

describe('isUrgent', () => {
  it('is true of messages that may not wait, and of nothing else', () => {
    const urgent = [send(1, message), sendRoom('lobby', message), sendRoomExcept('lobby', message, [1])];
    const others = [
      sendDeferrable(1, message),
      sendRoomDeferrable('lobby', message),
      enterRoom(1, 'lobby'),
      leaveRoom(1),
      useDialect(1, 'tiny'),
      end(1),
      end(1, 'exit'),
    ];
    expect(urgent.map(isUrgent)).toStrictEqual(urgent.map(() => true));
    expect(others.map(isUrgent)).toStrictEqual(others.map(() => false));
  });

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
    ['a client that connects', [connects(3)]],
    ['a client that comes in', [...arrives(3, 'carol')]],
    ['a client that is gone', [disconnects(1)]],
    ['a client that moves', [sends(1, '/join dev')]],
    ['a client that sends /exit', [sends(1, '/exit')]],
  ])('the news of %s may be sent a little later', (_, events) => {
    expect(waitsFor(...events)).toBe(false);
  });
});
