import fc from 'fast-check';
import { clock, zoneName } from '../../../src/streams/dialects/clock';

const AT = Date.UTC(2026, 10, 25, 22, 3, 59, 999);

describe('clock', () => {
  it.each([
    [0, '22:03'],
    [120, '00:03'],
    [-120, '20:03'],
    [345, '03:48'],
    [-12 * 60, '10:03'],
    [14 * 60, '12:03'],
  ])('has the zone %d minutes east of UTC', (zone, shown) => {
    expect(clock(AT, zone)).toBe(shown);
  });

  it('is what Date says of a clock that is moved', () => {
    const time = fc.integer({ min: -1e13, max: 1e13 });
    fc.assert(
      fc.property(time, fc.integer({ min: -720, max: 840 }), (at, zone) => {
        expect(clock(at, zone)).toBe(new Date(at + zone * 60_000).toISOString().slice(11, 16));
      }),
    );
  });
});

describe('the name of a zone', () => {
  it.each([
    [0, 'utc'],
    [120, '+02:00'],
    [-210, '-03:30'],
    [840, '+14:00'],
  ])('%d minutes east is %s', (zone, name) => {
    expect(zoneName(zone)).toBe(name);
  });
});
