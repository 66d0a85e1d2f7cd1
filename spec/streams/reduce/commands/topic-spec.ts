import { send, sendRoom } from '../../../../src/streams/model/delivery';
import type { Message } from '../../../../src/streams/model/message';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { MOST_LEFT_TOPICS } from '../../../../src/streams/reduce/topics';
import { arrives, carriedOut, disconnects, History, sends } from '../../../helpers/history';

const topic = (room: string, roomName: string, more: { text?: string; by?: string }): Message => ({
  type: 'topic',
  room,
  roomName,
  ...more,
});
const inDev = (more: { text?: string; by?: string }): Message => topic('dev', 'dev', more);

/** What the topic of a room is for somebody who asks. */
function shownTo(history: History, client: number): unknown {
  history.add(sends(client, '/topic'));
  const [delivery] = history.deliveries;
  return delivery?.type === 'send' && delivery.message.type === 'topic' ? delivery.message.text : delivery;
}

describe('/topic', () => {
  it.each(['/topic', '/topic  '])('%j says what the room is about, to the one who asks', (line) => {
    const history = History.ofThree();
    expect(history.add(sends(3, line))).toStrictEqual(carriedOut('topic', 3, send(3, inDev({}))));
    history.add(sends(3, '/topic rain'));
    expect(history.add(sends(3, line))).toStrictEqual(carriedOut('topic', 3, send(3, inDev({ text: 'rain' }))));
  });

  it('TEXT says it to all in the room, who see who did', () => {
    expect(History.ofThree().add(sends(1, '/topic  rain,  and more '))).toStrictEqual(
      carriedOut('topic', 1, sendRoom(LOBBY_KEY, topic('lobby', 'lobby', { text: 'rain,  and more', by: 'Alice' }))),
    );
  });

  it('- removes it', () => {
    const history = History.ofThree();
    history.add(sends(3, '/topic rain'));
    expect(history.add(sends(3, '/topic -'))).toStrictEqual(
      carriedOut('topic', 3, sendRoom('dev', inDev({ by: 'Carol' }))),
    );
    expect(shownTo(history, 3)).toBeUndefined();
  });

  it('is of the room that it was set in', () => {
    const history = History.ofThree();
    history.add(sends(3, '/topic rain'), sends(1, '/topic sun'));
    expect([shownTo(history, 1), shownTo(history, 2), shownTo(history, 3)]).toEqual(['sun', 'sun', 'rain']);
  });

  it('is received by whoever enters, in front of the news that they have', () => {
    const history = History.ofThree();
    history.add(sends(3, '/topic rain'), sends(1, '/join dev'));
    expect(history.deliveries.slice(-3)).toMatchObject([
      { type: 'enterRoom' },
      { type: 'send', client: 1, message: inDev({ text: 'rain' }), deferrable: true },
      { type: 'sendRoom' },
    ]);
    history.add(sends(2, '/topic sun'), ...arrives(4, 'Dave'));
    expect(history.deliveries.slice(-3)).toMatchObject([
      { type: 'enterRoom' },
      { type: 'send', client: 4, message: topic('lobby', 'lobby', { text: 'sun' }) },
      { type: 'sendRoom' },
    ]);
  });

  it('comes back with the room when it has been empty, whoever left it last, and however', () => {
    const history = History.ofThree();
    history.add(sends(3, '/topic rain'), sends(3, '/leave'), sends(1, '/join DEV'));
    expect(shownTo(history, 1)).toBe('rain');
    history.add(disconnects(1), sends(2, '/join dev'));
    expect(shownTo(history, 2)).toBe('rain');
    history.add(sends(2, '/topic -'), sends(2, '/leave'), sends(3, '/join dev'));
    expect(shownTo(history, 3)).toBeUndefined();
    expect(history.registry.leftTopics.size).toBe(0);
  });

  it('is forgotten with the room that was left first, if there are too many', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    for (let room = 0; room <= MOST_LEFT_TOPICS; room += 1) {
      history.add(sends(1, `/join r${room}`), sends(1, `/topic about ${room}`));
    }
    history.add(sends(1, '/leave'));
    expect(history.registry.leftTopics.size).toBe(MOST_LEFT_TOPICS);
    history.add(sends(1, '/join r0'));
    expect(shownTo(history, 1)).toBeUndefined();
    history.add(sends(1, '/join r1'));
    expect(shownTo(history, 1)).toBe('about 1');
  });
});
