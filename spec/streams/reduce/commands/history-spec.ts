import { sendPast } from '../../../../src/streams/model/delivery';
import type { PastRequest } from '../../../../src/streams/model/past';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { carriedOut, History, refused, sends } from '../../../helpers/history';

/** Three clients of a server whose journal has an epoch. */
function ofEpoch(epoch: string): History {
  const history = History.ofThree();
  history.registry = { ...history.registry, epoch };
  return history;
}

describe('/history', () => {
  it.each<[string, PastRequest]>([
    ['/history', { type: 'last', lines: 20 }],
    ['/history 50', { type: 'last', lines: 50 }],
    ['/history 1', { type: 'last', lines: 1 }],
    ['/history 90s', { type: 'within', ms: 90_000 }],
    ['/history 10m', { type: 'within', ms: 600_000 }],
    ['/history 2h', { type: 'within', ms: 7_200_000 }],
    ['/history 4d', { type: 'within', ms: 345_600_000 }],
    ['/history since 7f3a.1042', { type: 'since', seq: 1042 }],
    ['/history since 7F3A.1042', { type: 'since', seq: 1042 }],
    ['/history since 1042', { type: 'since', seq: 1042 }],
    ['/history  since   #1042 ', { type: 'since', seq: 1042 }],
    ['/history since 0', { type: 'since', seq: 0 }],
  ])('%j asks for %j, of the room that one is in', (line, request) => {
    expect(ofEpoch('7f3a').add(sends(1, line))).toStrictEqual(
      carriedOut('history', 1, sendPast(1, LOBBY_KEY, request)),
    );
    expect(ofEpoch('7f3a').add(sends(3, line))).toStrictEqual(carriedOut('history', 3, sendPast(3, 'dev', request)));
  });

  it.each([
    '0',
    '-1',
    '1.5',
    '10w',
    'm',
    'all',
    '50 lines',
    'since',
    'since x',
    'since 7f3a.',
    'since 1 2',
    '9'.repeat(30),
  ])('does not know /history %s, and says what it knows', (rest) => {
    const hint = '/history, /history 50, /history 10m (s, m, h, d) or /history since NUMBER';
    expect(ofEpoch('7f3a').add(sends(1, `/history ${rest}`))).toStrictEqual(refused(1, 'history_usage', { hint }));
  });

  it('has nothing since a number of another epoch', () => {
    const hint = 'that number is of another life of this server; /history is what it knows';
    expect(ofEpoch('7f3a').add(sends(1, '/history since 8000.5'))).toStrictEqual(
      refused(1, 'history_unknown', { hint }),
    );
  });

  it('changes nothing', () => {
    const history = ofEpoch('7f3a');
    const before = history.registry;
    history.add(sends(1, '/history'));
    expect(history.registry).toBe(before);
  });
});
