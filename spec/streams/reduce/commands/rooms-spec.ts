import { send } from '../../../../src/streams/model/delivery';
import { carriedOut, History, refused, sends } from '../../../helpers/history';

describe('/rooms', () => {
  it('lists the rooms, and how many clients are in each', () => {
    const rooms = [
      { name: 'dev', members: 1 },
      { name: 'lobby', members: 2 },
    ];
    expect(History.ofThree().add(sends(1, '/rooms'))).toStrictEqual(
      carriedOut('rooms', 1, send(1, { type: 'rooms', rooms, more: 0 })),
    );
  });

  it.each(['/rooms all', '/ROOMS', '/rooms *'])('%j is unknown', (line) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(refused(1, 'unknown_command'));
  });

  it('changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, '/rooms'));
    expect(history.registry).toBe(before);
  });
});
