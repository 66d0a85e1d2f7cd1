import { Outgoing } from '../../../src/streams/journal/outgoing';

const outgoing = (events: number, text = 'x'): Outgoing => {
  const made = new Outgoing();
  for (let i = 0; i < events; i += 1) made.add(text, i + 1);
  return made;
};

describe('outgoing', () => {
  it('has nothing to write if nothing was added', () => {
    expect(outgoing(0).next()).toBeUndefined();
  });

  it('writes what waits together, numbered from 1', () => {
    const of = outgoing(2, 'a');
    expect(of.next()).toEqual({ first: 1, events: ['a', 'a'] });
    expect(of.next()).toBeUndefined();
    of.add('b', 3);
    expect(of.next()).toEqual({ first: 3, events: ['b'] });
    expect(of.size).toBe(3);
  });

  it('has at most 8 messages of 512 events on their way, until some have come back', () => {
    const of = outgoing(512 * 10);
    const sent = Array.from({ length: 10 }, () => of.next());
    expect(sent.filter((batch) => batch !== undefined)).toHaveLength(8);
    expect(sent[7]).toMatchObject({ first: 7 * 512 + 1 });
    of.cameBack(513);
    expect(of.next()).toMatchObject({ first: 8 * 512 + 1 });
    expect(of.next()).toBeUndefined();
  });

  it('bounds the bytes of a message, but for a single event', () => {
    const of = outgoing(3, 'x'.repeat(200_000));
    expect(of.next()?.events).toHaveLength(1);
  });

  it('writes again from the first event on that has not come back', () => {
    const of = outgoing(3);
    of.next();
    of.cameBack(2);
    of.goBack();
    expect(of.next()).toEqual({ first: 2, events: ['x', 'x'] });
  });

  it('says since when each event is awaited, and of those that came back since when they were', () => {
    const of = outgoing(3); // at 1, 2 and 3
    expect(of.awaited[0]?.at).toBe(1);
    expect(of.cameBack(3).map(({ at }) => at)).toEqual([1, 2]);
    of.goBack();
    expect(of.awaited[0]?.at).toBe(3);
    expect(of.cameBack(3)).toEqual([]);
    expect(of.cameBack(4).map(({ at }) => at)).toEqual([3]);
    expect(of.awaited).toEqual([]);
  });

  it('takes it that what was given up comes back after all', () => {
    const of = outgoing(2);
    of.next();
    of.goBack();
    of.cameBack(3);
    expect(of.next()).toBeUndefined();
    expect(of.size).toBe(0);
  });
});
