import { send, sendWhisper } from '../../../../src/streams/model/delivery';
import { carriedOut, History, sends } from '../../../helpers/history';

const system = (client: number, text: string) => send(client, { type: 'notice', text });
const whispered = sendWhisper(1, 2, 'Bob', { type: 'whispered', from: 'Alice', text: 'hi' });
const receipt = send(1, { type: 'whispering', to: 'Bob', text: 'hi' });

describe('/away', () => {
  it('leaves a text for those who whisper, whom the whisper and its receipt reach all the same', () => {
    const history = History.ofThree();
    expect(history.add(sends(2, '/away  lunch,  back soon'))).toStrictEqual(
      carriedOut('away', 2, system(2, 'you are away: lunch,  back soon')),
    );
    const answer = system(1, 'Bob is away: lunch,  back soon');
    expect(history.add(sends(1, '/w bob hi'))).toStrictEqual(carriedOut('whisper', 1, whispered, receipt, answer));
  });

  it.each(['/away', '/away  '])('%j ends it, and may be said twice', (line) => {
    const history = History.ofThree();
    history.add(sends(2, '/away lunch'));
    for (let time = 0; time < 2; time += 1)
      expect(history.add(sends(2, line))).toStrictEqual(carriedOut('away', 2, system(2, 'you are back')));
    expect(history.add(sends(1, '/w bob hi'))).toStrictEqual(carriedOut('whisper', 1, whispered, receipt));
  });

  it('leaves the last text of several', () => {
    const history = History.ofThree();
    history.add(sends(2, '/away lunch'), sends(2, '/away home'));
    history.add(sends(1, '/w bob hi'));
    expect(history.deliveries.at(-1)).toStrictEqual(system(1, 'Bob is away: home'));
  });
});
