import { send, sendWhisper } from '../../../../src/streams/model/delivery';
import { carriedOut, disconnects, History, refused, sends } from '../../../helpers/history';

describe('/w', () => {
  it.each(['Bob', 'bob', 'BOB', 'ｂｏｂ'])('finds Bob as %s, and shows the name as he typed it', (typed) => {
    expect(History.ofThree().add(sends(1, `/w ${typed} hi there`))).toStrictEqual(
      carriedOut(
        'whisper',
        1,
        sendWhisper(1, 2, 'Bob', { type: 'whispered', from: 'Alice', text: 'hi there' }),
        send(1, { type: 'whispering', to: 'Bob', text: 'hi there' }),
      ),
    );
  });

  it('crosses rooms', () => {
    const { deliveries } = after('/w carol hi');
    expect(deliveries.map((delivery) => 'client' in delivery && delivery.client)).toEqual([3, 1]);
  });

  it.each([
    ['/w bob hi there', 'hi there'],
    ['/w   bob   hi   there  ', 'hi   there'],
    ['/w bob /exit', '/exit'],
    ['/w bob //x', '//x'],
  ])('%j whispers %j', (line, text) => {
    expect(after(line).deliveries[0]).toStrictEqual(
      sendWhisper(1, 2, 'Bob', { type: 'whispered', from: 'Alice', text }),
    );
  });

  it('is /msg too', () => {
    expect(after('/msg bob hi').outcome).toStrictEqual(after('/w bob hi').outcome);
  });

  it.each(['nobody', 'SYSTEM', '1', 'bob,', '*'])('does not find %s', (typed) => {
    expect(after(`/w ${typed} hi`).outcome).toStrictEqual(refused(1, 'user_not_found'));
  });

  it.each([
    ['is gone', disconnects(2)],
    ['has sent /exit', sends(2, '/exit')],
  ])('does not find one who %s', (_, goes) => {
    const history = History.ofThree();
    history.add(goes);
    expect(history.add(sends(1, '/w bob hi'))).toStrictEqual(refused(1, 'user_not_found'));
  });

  it.each(['Alice', 'ALICE', 'ａｌｉｃｅ'])('refuses oneself, as %s', (typed) => {
    expect(after(`/w ${typed} hi`).outcome).toStrictEqual(refused(1, 'cannot_whisper_self'));
  });

  it.each(['/w', '/w ', '/w bob', '/w bob  ', '/w nobody', '/msg'])('%j is not enough', (line) => {
    expect(after(line).outcome).toStrictEqual(refused(1, 'whisper_usage'));
  });

  it.each(['/wbob hi', '/W bob hi', '/ w bob hi', '/weather'])('%j is no whisper, and not said', (line) => {
    expect(after(line).outcome).toStrictEqual(refused(1, 'unknown_command'));
  });

  it('changes nothing but who whispered last, and nothing at all the next time', () => {
    const history = History.ofThree();
    const { lastWhispers: _, ...before } = history.registry;
    history.add(sends(1, '/w bob hi'));
    const { lastWhispers, ...after } = history.registry;
    expect(after).toStrictEqual(before);
    expect(Object.fromEntries(lastWhispers)).toStrictEqual({ 2: { from: 'Alice' } });
    const again = history.registry;
    history.add(sends(1, '/w bob hi again'));
    expect(history.registry).toBe(again);
  });
});

/** Alice has sent one line. */
function after(line: string): History {
  const history = History.ofThree();
  history.add(sends(1, line));
  return history;
}
