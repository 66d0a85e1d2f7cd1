import { checkCounters, newCounters } from '../../src/buffers/outboxCounters';
import { InvariantError } from '../../src/invariant';

describe('the counters of an outbox', () => {
  it('begin at 0, each object with its own', () => {
    const counters = newCounters();
    expect(newCounters()).toStrictEqual(counters);
    expect(newCounters()).not.toBe(counters);
    expect(Object.values(counters).every((value) => value === 0 || value === false)).toBe(true);
  });

  it('hold together: what was offered is written, dropped or queued', () => {
    const counters = { ...newCounters(), offered: 6, written: 3, dropped: 2, queued: 1 };
    expect(() => checkCounters(counters)).not.toThrow();
    for (const field of ['offered', 'written', 'dropped', 'queued'] as const) {
      const broken = { ...counters, [field]: counters[field] + 1 };
      expect(() => checkCounters(broken)).toThrow(InvariantError);
      expect(() => checkCounters(broken)).toThrow('lines that were offered are written, dropped or queued');
    }
  });
});
