import fc from 'fast-check';
import { leastTimes } from '../../helpers/leastTimes';
import type { PastLine, PastRequest } from '../../../src/streams/model/past';
import { type KeptPast, Past, type PastLimits } from '../../../src/streams/route/past';

const LIMITS: PastLimits = { historyLines: 5, historyBytes: 1_000_000, historyOnJoin: 3 };
const OPEN = (): boolean => true;

const line = (seq: number, text = `line ${seq}`): PastLine => ({ seq, at: 10 * seq, from: 'alice', text });

/** A past in which so many lines were said in the room dev, every second event of all. */
function pastOf(lines: number, limits: Partial<PastLimits> = {}): Past {
  const past = new Past({ ...LIMITS, ...limits });
  for (let index = 1; index <= lines; index += 1) past.add('dev', line(2 * index), OPEN);
  return past;
}

const seqs = (lines: readonly PastLine[]): number[] => lines.map(({ seq }) => seq);

describe('Past', () => {
  it('is nothing for a room in which nothing was said', () => {
    const past = pastOf(3);
    expect(past.onJoin('qa')).toEqual([]);
    for (const request of [
      { type: 'last', lines: 9 },
      { type: 'within', ms: 9 },
      { type: 'since', seq: 0 },
    ] as const)
      expect(past.page('qa', request, 0)).toEqual({ lines: [], of: 0, more: 0 });
  });

  it('gives those who enter the last lines, the oldest first', () => {
    expect(pastOf(2).onJoin('dev')).toEqual([line(2), line(4)]);
    expect(seqs(pastOf(9).onJoin('dev'))).toEqual([14, 16, 18]);
    expect(pastOf(9, { historyOnJoin: 0 }).onJoin('dev')).toEqual([]);
  });

  it.each<[PastRequest, number[], number]>([
    [{ type: 'last', lines: 2 }, [16, 18], 9],
    [{ type: 'last', lines: 100 }, [10, 12, 14, 16, 18], 9],
    [{ type: 'within', ms: 60 }, [14, 16, 18], 9],
    [{ type: 'within', ms: 59 }, [16, 18], 9],
    [{ type: 'within', ms: 1000 }, [10, 12, 14, 16, 18], 9],
    [{ type: 'since', seq: 18 }, [], 0],
    [{ type: 'since', seq: 99 }, [], 0],
    [{ type: 'since', seq: 14 }, [16, 18], 2],
    [{ type: 'since', seq: 13 }, [14, 16, 18], 3],
    [{ type: 'since', seq: 8 }, [10, 12, 14, 16, 18], 5],
    [{ type: 'since', seq: 4 }, [10, 12, 14, 16, 18], 7],
    [{ type: 'since', seq: 0 }, [10, 12, 14, 16, 18], 9],
  ])('answers %j with the lines %j, of %d', (request, lines, of) => {
    const page = pastOf(9).page('dev', request, 200);
    expect({ ...page, lines: seqs(page.lines) }).toEqual({ lines, of, more: 0 });
  });

  it('keeps as much as other limits say, and goes on by them', () => {
    const past = pastOf(9);
    past.limitTo({ ...LIMITS, historyLines: 2 }, OPEN);
    expect(seqs(past.page('dev', { type: 'last', lines: 9 }, 0).lines)).toEqual([16, 18]);
    expect(past.page('dev', { type: 'since', seq: 8 }, 0)).toMatchObject({ of: 5 });
    past.limitTo({ ...LIMITS, historyLines: 3 }, OPEN);
    for (const seq of [20, 22]) past.add('dev', line(seq), OPEN);
    expect(seqs(past.page('dev', { type: 'last', lines: 9 }, 0).lines)).toEqual([18, 20, 22]);
    past.limitTo({ ...LIMITS, historyBytes: 1200 }, OPEN);
    expect(past.bytes).toBeLessThanOrEqual(1200);
    past.limitTo({ ...LIMITS, historyLines: 0 }, OPEN);
    expect([past.size, past.bytes]).toEqual([0, 0]);
  });

  it('counts about what was missed, if that is long ago', () => {
    const past = pastOf(10_000);
    for (const seq of [0, 2, 100, 5000, 12_346, 19_990]) {
      const missed = 10_000 - seq / 2;
      const { of } = past.page('dev', { type: 'since', seq }, 0);
      expect(of).toBeGreaterThanOrEqual(missed);
      expect(of - missed).toBeLessThan(10_000 / 64);
    }
  });

  it('sends long lines page by page, from the one on that was received last, and of others the newest', () => {
    const past = new Past({ ...LIMITS, historyLines: 200 });
    for (let seq = 1; seq <= 200; seq += 1) past.add('dev', line(seq, 'x'.repeat(2000)), OPEN);
    const received: number[] = [];
    for (let more = Infinity; more > 0;) {
      const page = past.page('dev', { type: 'since', seq: received.at(-1) ?? 0 }, 0);
      received.push(...seqs(page.lines));
      expect(page.of).toBe(page.lines.length + page.more);
      more = page.more;
    }
    expect(received).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(past.page('dev', { type: 'last', lines: 200 }, 0).lines.at(-1)?.seq).toBe(200);
    expect(past.page('dev', { type: 'last', lines: 200 }, 0).lines.length).toBeGreaterThan(50);
  });

  it.each([{ historyLines: 0 }, { historyBytes: 0 }])('keeps nothing with %j', (limits) => {
    const past = new Past({ ...LIMITS, ...limits }, pastOf(5).kept); // from a time when something was kept
    for (let seq = 100; seq < 109; seq += 1) past.add('dev', line(seq), OPEN);
    expect(past.onJoin('dev')).toEqual([]);
    expect(past.page('dev', { type: 'last', lines: 9 }, 0)).toEqual({ lines: [], of: 0, more: 0 });
    expect([past.bytes, past.size]).toEqual([0, 0]);
  });

  it('forgets first the empty room that was used least recently, then the others', () => {
    const past = new Past({ ...LIMITS, historyLines: 50, historyBytes: 16_000 });
    const text = 'x'.repeat(1000);
    const kept = (): string[] => past.kept.map(([room]) => room);
    for (const room of ['a', 'b', 'c', 'c', 'd']) past.add(room, line(1, text), OPEN);
    past.onJoin('a');
    expect(kept()).toEqual(['b', 'c', 'd', 'a']);
    for (let seq = 2; kept().length === 4; seq += 1) {
      past.add('d', line(seq, text), (room) => room !== 'c' && room !== 'a');
    }
    expect(kept()).toEqual(['b', 'a', 'd']);
    for (let seq = 20; kept().length > 2; seq += 1) past.add('d', line(seq, text), OPEN);
    expect(kept().at(-1)).toBe('d');
    expect(kept()).not.toContain('b');
  });

  it('shortens the only room that is left', () => {
    const past = new Past({ ...LIMITS, historyLines: 1000, historyBytes: 10_000 });
    for (let seq = 1; seq <= 100; seq += 1) past.add('dev', line(seq, 'x'.repeat(1000)), OPEN);
    const { lines, of } = past.page('dev', { type: 'last', lines: 1000 }, 0);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.at(-1)?.seq).toBe(100);
    expect(of).toBe(100);
  });

  const room = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const request = fc.oneof(
    fc.record({ type: fc.constant('last' as const), lines: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ type: fc.constant('within' as const), ms: fc.nat(300) }),
    fc.record({ type: fc.constant('since' as const), seq: fc.nat(60) }),
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ room, text: fc.string({ maxLength: 40 }) }) },
    { weight: 1, arbitrary: fc.record({ room, request }) },
    { weight: 1, arbitrary: fc.record({ room }) },
  );

  it('answers as a list of all lines would, whatever was said where, and after it was stored too', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.nat(60), (steps, restart) => {
        let past = new Past(LIMITS);
        const said = new Map<string, PastLine[]>();
        steps.forEach((each, index) => {
          const seq = index + 1;
          if (index === restart) past = new Past(LIMITS, JSON.parse(JSON.stringify(past.kept)) as KeptPast);
          const all = said.get(each.room) ?? [];
          const kept = all.slice(-LIMITS.historyLines);
          if ('text' in each) {
            past.add(each.room, line(seq, each.text), OPEN);
            said.set(each.room, [...all, line(seq, each.text)]);
          } else if ('request' in each) {
            const { request: asked } = each;
            const { lines, of } = past.page(each.room, asked, 10 * seq);
            if (asked.type === 'last') expect(lines).toEqual(kept.slice(-asked.lines));
            if (asked.type === 'within') expect(lines).toEqual(kept.filter(({ at }) => at >= 10 * seq - asked.ms));
            if (asked.type === 'since') expect(lines).toEqual(kept.filter((other) => other.seq > asked.seq));
            if (asked.type !== 'since') expect(of).toBe(all.length);
          } else expect(past.onJoin(each.room)).toEqual(kept.slice(-LIMITS.historyOnJoin));
        });
      }),
    );
  });

  it('exceeds its bytes by no more than a line, and knows them, however it is used', () => {
    const limits = { ...LIMITS, historyBytes: 5000 };
    fc.assert(
      fc.property(fc.array(fc.tuple(room, fc.string({ maxLength: 900 }), fc.boolean()), { maxLength: 60 }), (steps) => {
        const past = new Past(limits);
        steps.forEach(([where, text, isOpen], index) => {
          past.add(where, line(index, text), (other) => isOpen || other === where);
          expect(past.bytes).toBeLessThan(limits.historyBytes + 2500);
        });
        expect(new Past(limits, past.kept).bytes).toBe(past.bytes);
      }),
    );
  });

  it('does the same work for a line, however many rooms there are', () => {
    const talk = (rooms: number): (() => void) => {
      const past = new Past({ ...LIMITS, historyLines: 50 });
      for (let index = 0; index < rooms; index += 1) past.add(`room-${index}`, line(index), OPEN);
      return () => {
        for (let index = 0; index < 20_000; index += 1) past.add(`room-${index % 7}`, line(index), OPEN);
      };
    };
    const [few, many] = leastTimes([talk(10), talk(10_000)], 10);
    expect(many! / few!).toBeLessThan(2);
  });
});
