import { carriedOut, History, refused, sends } from '../../../helpers/history';
import type { ChatEvent } from '../../../../src/streams/model/chatEvent';
import { sendWho } from '../../../../src/streams/model/delivery';

describe('/who', () => {
  it('asks for one in any room, by the name as it is compared, and changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    expect(history.wait(60_000).add(sends(1, '/who CAROL'))).toStrictEqual(
      carriedOut('who', 1, sendWho(1, 3, { type: 'who', name: 'Carol', room: 'dev', here: 60_000, behind: 0 })),
    );
    expect(history.registry).toBe(before);
  });

  it('says how many lines waited when it was asked, as the event has it', () => {
    const asks: ChatEvent = { type: 'lineReceived', client: 1, text: '/who bob', behind: 812 };
    expect(History.ofThree().add(asks)).toMatchObject({ deliveries: [{ message: { name: 'Bob', behind: 812 } }] });
  });

  it.each(['nobody', 'bob carol', '*'])('does not find %j', (typed) => {
    expect(History.ofThree().add(sends(1, `/who ${typed}`))).toStrictEqual(refused(1, 'user_not_found'));
  });

  it('needs a name', () => {
    const hint = '/who NAME says where somebody is';
    expect(History.ofThree().add(sends(1, '/who'))).toStrictEqual(refused(1, 'who_usage', { hint }));
  });
});
