import { send, sendWhisper } from '../../../../src/streams/model/delivery';
import { arrives, carriedOut, disconnects, History, refused, sends } from '../../../helpers/history';

const CHANGED = refused(1, 'reply_changed', { hint: 'Carol whispered last; enter it again to reply to Carol' });

/** Bob has whispered to Alice, and Carol some milliseconds later. */
function afterTwo(ms: number): History {
  const history = History.ofThree();
  history.add(sends(2, '/w alice lunch?'));
  history.wait(ms).add(sends(3, '/w alice psst'));
  return history;
}

const replied = (text: string, id: number, name: string) =>
  carriedOut(
    'r',
    1,
    sendWhisper(1, id, name, { type: 'whispered', from: 'Alice', text }),
    send(1, { type: 'whispering', to: name, text }),
  );

describe('/r', () => {
  it('whispers to the one who whispered last, in whatever room that one is by now', () => {
    const history = History.ofThree();
    history.add(sends(2, '/w alice lunch?'), sends(2, '/join qa'));
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 2, 'Bob'));
    expect(history.add(sends(1, '/reply at noon'))).toStrictEqual(replied('at noon', 2, 'Bob'));
  });

  it('has none to reply to before a whisper has come; whispers that were sent do not count', () => {
    const history = History.ofThree();
    history.add(sends(1, '/w bob hi'));
    expect(history.add(sends(1, '/r hi'))).toStrictEqual(refused(1, 'reply_to_nobody'));
  });

  it.each(['/r', '/r  '])('%j is not enough', (line) => {
    const hint = '/r TEXT replies to the one who whispered to you last';
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(refused(1, 'reply_usage', { hint }));
  });

  it('says so once, if another one has whispered less than two seconds before', () => {
    const history = afterTwo(5000);
    expect(history.wait(1999).add(sends(1, '/r yes'))).toStrictEqual(CHANGED);
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 3, 'Carol'));
  });

  it('replies to the new one without a word after that time', () => {
    expect(afterTwo(0).wait(2000).add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 3, 'Carol'));
  });

  it('counts from when another one whispered first, and not from its further whispers', () => {
    const history = afterTwo(0);
    history.wait(1500).add(sends(3, '/w alice hello?'));
    expect(history.wait(500).add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 3, 'Carol'));
  });

  it('says it again when it changes again', () => {
    const history = afterTwo(0);
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(CHANGED);
    history.add(sends(2, '/w alice now?'));
    expect(history.add(sends(1, '/r yes')).type).toBe('refuse');
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 2, 'Bob'));
  });

  it('finds one who has come back under the name, and no one if none has', () => {
    const history = History.ofThree();
    history.add(sends(2, '/w alice lunch?'), disconnects(2));
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(refused(1, 'user_not_found'));
    history.add(...arrives(9, 'BOB'));
    expect(history.add(sends(1, '/r yes'))).toStrictEqual(replied('yes', 9, 'BOB'));
  });
});
