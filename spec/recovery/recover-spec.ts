import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { from } from 'rxjs';
import type { ChatState } from '../../src/recovery/fold';
import { toPlain } from '../../src/recovery/plainData';
import { Retelling } from '../../src/recovery/retelling';
import { readPast, recover } from '../../src/recovery/recover';
import { takeSnapshot } from '../../src/recovery/takeSnapshot';
import { dialectsOf } from '../../src/streams/dialects/dialects';
import { checkedLine, type Commit, toLine } from '../../src/streams/journal/commit';
import type { Recorded } from '../../src/streams/journal/journal';
import { JournalError } from '../../src/streams/journal/journalError';
import { SegmentLog } from '../../src/streams/journal/segmentLog';
import { segmentName, segmentsIn, snapshotName } from '../../src/streams/journal/segments';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import * as deadlines from '../../src/streams/reduce/deadlines';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import { transitions } from '../../src/streams/reduce/transitions';
import { anyRuns } from '../helpers/anyRuns';
import { arrives, disconnects, NO_LIMITS, recordedOf, sends, starts, TICKS } from '../helpers/history';
import { change, commitsOf, filesOf, flip, folderWith } from '../helpers/journalFolder';

/** What some events make, as plain values. */
function foldOf(recorded: readonly Recorded<ChatEvent>[]): unknown {
  const retelling = new Retelling();
  let registry: Registry = { ...EMPTY_REGISTRY, epoch: '7f3a' };
  from(recorded)
    .pipe(transitions(NO_LIMITS, dialectsOf({ version: '', epoch: '' }), registry))
    .subscribe((transition) => {
      ({ registry } = transition);
      retelling.deliveriesOf(transition);
    });
  return plain({ registry, kept: retelling.kept });
}

/** State as plain values. The order of a persistent map is none that anything may depend on. */
const plain = (state: ChatState): unknown =>
  JSON.parse(
    JSON.stringify(toPlain(state)),
    (_, value: { readonly entries?: unknown[]; readonly [name: string]: unknown } | null) =>
      value?.['$'] === 'persistentMap'
        ? { ...value, entries: value.entries?.map((each) => JSON.stringify(each)).sort() }
        : value,
  );

/** Writes commits behind what a folder has. */
function write(folder: string, commits: readonly Commit[], segmentBytes?: number): void {
  const log = new SegmentLog(recover(folder).position, () => undefined, segmentBytes);
  for (const commit of commits) log.add(commit);
  log.flush();
  log.close();
}

const EVENTS = recordedOf([
  starts(),
  ...arrives(1, 'alice'),
  sends(1, '/join dev'),
  ...arrives(2, 'bob'),
  sends(2, 'hello'),
  disconnects(1),
  TICKS,
]);
/** A commit for each event. */
const COMMITS = EVENTS.map(({ seq, at, event }): Commit => ({ seq, at, events: [event] }));
const LAST_LINE = toLine(COMMITS.at(-1)!).length;

describe('what a folder says of the past', () => {
  it('is what its events have made, whatever they are, in whatever segments', () => {
    fc.assert(
      fc.property(anyRuns, fc.integer({ min: 1, max: 5000 }), (events, segmentBytes) => {
        const folder = folderWith(commitsOf(events), segmentBytes);
        const { state, seq, defects } = readPast(folder);
        expect([seq, defects]).toEqual([events.length, 0]);
        expect(plain(state)).toStrictEqual(foldOf(events));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same with a snapshot at any place, and without what is older', () => {
    fc.assert(
      fc.property(anyRuns, fc.array(fc.nat(), { maxLength: 3 }), (events, places) => {
        const commits = commitsOf(events);
        const folder = folderWith([]);
        const cuts = [...places.map((place) => place % commits.length), commits.length].sort((a, b) => a - b);
        let done = 0;
        for (const cut of cuts) {
          write(folder, commits.slice(done, cut));
          done = Math.max(done, cut);
          takeSnapshot(folder, false);
        }
        const { state, seq } = readPast(folder);
        expect(seq).toBe(events.length);
        expect(plain(state)).toStrictEqual(foldOf(events));
      }),
      { numRuns: 30 },
    );
  });

  it('is nothing if nothing was there', () => {
    const { state, seq, position } = recover(folderWith([]));
    expect(plain(state)).toEqual(foldOf([]));
    expect([seq, position.segment, position.size]).toEqual([0, 1, 0]);
  });

  it('leaves out what a defect kept from being carried out, at each start again', () => {
    const folder = folderWith(COMMITS);
    const tick = jest.spyOn(deadlines, 'tick').mockImplementation(() => {
      throw new Error('a defect');
    });
    const { notes, state, defects } = recover(folder);
    tick.mockRestore();
    expect([defects, notes]).toEqual([1, ['1 event could not be carried out, and is passed over']]);
    expect(Array.from(state.registry.names.keys())).toEqual(['bob']);
  });
});

describe('a torn tail', () => {
  it('of every length is cut off, and what is before it stays', () => {
    const expected = foldOf(EVENTS.slice(0, -1));
    const whole = COMMITS.reduce((sum, commit) => sum + toLine(commit).length, 0);
    for (let torn = 1; torn < LAST_LINE; torn += 1) {
      const folder = folderWith(COMMITS);
      change(folder, segmentName(1), (bytes) => bytes.subarray(0, whole - torn));
      const { state, seq, notes, position } = recover(folder);
      expect([seq, position.size]).toEqual([EVENTS.length - 1, whole - LAST_LINE]);
      expect(notes).toEqual([
        expect.stringMatching(/ at byte \d+: the last line is not whole, .* a start cuts it off$/),
      ]);
      expect(plain(state)).toStrictEqual(expected);
      expect(recover(folder).notes).toEqual([]);
    }
  });

  it('is not glued to what comes next', () => {
    const folder = folderWith(COMMITS);
    change(folder, segmentName(1), (bytes) => bytes.subarray(0, -5));
    const { seq } = recover(folder);
    write(folder, [{ seq: seq + 1, at: 9, events: [TICKS] }]);
    expect(readPast(folder).seq).toBe(EVENTS.length);
  });

  it('may be as much as one likes, or zeros', () => {
    for (const tail of [Buffer.alloc(5000), Buffer.from('x'.repeat(5000)), Buffer.from('a\n'.repeat(50))]) {
      const folder = folderWith(COMMITS);
      change(folder, segmentName(1), (bytes) => Buffer.concat([bytes, tail]));
      expect(recover(folder).seq).toBe(EVENTS.length);
    }
  });
});

describe('damage', () => {
  it('of any one bit is refused, or leaves the events before it: never anything else', () => {
    const folds = [0, ...EVENTS.keys()].map((_, index) => foldOf(EVENTS.slice(0, index)));
    const folders = [1, 700, 100_000].map((segmentBytes) => folderWith(COMMITS, segmentBytes));
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), fc.constantFrom(...folders), (place, bit, folder) => {
        const segments = segmentsIn(folder);
        const { name } = segments[place % segments.length]!;
        change(folder, name, (bytes) => flip(place % bytes.length, bit)(bytes));
        try {
          const { state, seq } = readPast(folder);
          expect(seq).toBeLessThan(EVENTS.length);
          expect(plain(state)).toStrictEqual(folds[seq]);
        } catch (error) {
          if (!(error instanceof JournalError)) throw error;
          expect(error.message).toMatch(/\.ndjson( at byte \d+)?: .*(restore|give up)/);
        } finally {
          change(folder, name, (bytes) => flip(place % bytes.length, bit)(bytes));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('in the middle is refused, with the file and the offset', () => {
    const folder = folderWith(COMMITS);
    change(folder, segmentName(1), flip(20));
    expect(() => recover(folder)).toThrow(
      `${segmentName(1)} at byte 0: a line is not as it was written, and events come`,
    );
  });

  it('at the end of a segment that is not the last is refused too', () => {
    const folder = folderWith(COMMITS, 1);
    change(folder, segmentName(3), (bytes) => bytes.subarray(0, -1));
    expect(() => recover(folder)).toThrow(
      `${segmentName(3)} at byte 0: a line is not as it was written, and events come`,
    );
  });

  it('is refused if a segment is missing, in the middle or in the beginning', () => {
    const middle = folderWith([...COMMITS.slice(0, 2), ...COMMITS.slice(3)], 1);
    expect(() => recover(middle)).toThrow(
      `${segmentName(4)}: the events 3 to 3 before it are missing, and no snapshot has them`,
    );
    const beginning = folderWith(COMMITS.slice(2), 1);
    expect(() => recover(beginning)).toThrow(`${segmentName(3)}: the events 1 to 2 before it are missing`);
  });

  it('is refused if events are there twice', () => {
    const folder = folderWith([...COMMITS.slice(0, 2), COMMITS[1]!]);
    expect(() => recover(folder)).toThrow(/: event 2 stands where 3 should; restore the folder from a backup$/);
  });
});

describe('a snapshot', () => {
  it('that is damaged is passed over: the one before it and the events since then are the same', () => {
    const folder = folderWith(COMMITS.slice(0, 3));
    takeSnapshot(folder, false);
    write(folder, COMMITS.slice(3, 5));
    takeSnapshot(folder, false);
    write(folder, COMMITS.slice(5));
    change(folder, snapshotName(5), flip(40));
    const { state, seq, snapshotSeq, notes } = recover(folder);
    expect([seq, snapshotSeq]).toEqual([EVENTS.length, 3]);
    expect(notes).toEqual([expect.stringMatching(/5\.snapshot: the snapshot is damaged; the one before it and /)]);
    expect(plain(state)).toStrictEqual(foldOf(EVENTS));
  });

  it('that was not finished is not there', () => {
    const folder = folderWith(COMMITS);
    const name = `${snapshotName(8)}.tmp`;
    writeFileSync(join(folder, name), 'half');
    const { seq, notes } = recover(folder);
    expect([seq, notes]).toEqual([
      EVENTS.length,
      [`${name} in ${folder} was not finished, and is removed: nothing of it is needed`],
    ]);
    expect(filesOf(folder)).toEqual([segmentName(1), 'journal']);
  });

  it('is kept with the one before it, and with the segments since that one', () => {
    const folder = folderWith([]);
    for (const [index, commit] of COMMITS.entries()) {
      write(folder, [commit], 1);
      if (index % 2 === 1) takeSnapshot(folder, false);
    }
    expect(filesOf(folder)).toEqual([
      snapshotName(6),
      ...[7, 8].map(segmentName),
      snapshotName(8),
      segmentName(9),
      'journal',
    ]);
  });

  it('leaves out the segment that a server writes to', () => {
    const folder = folderWith(COMMITS, 1);
    expect(takeSnapshot(folder, true)).toBe(EVENTS.length - 1);
    expect(filesOf(folder)).toContain(snapshotName(EVENTS.length - 1));
    expect(recover(folder).seq).toBe(EVENTS.length);
  });

  it('is not made anew if nothing has happened since', () => {
    const folder = folderWith(COMMITS);
    expect([takeSnapshot(folder, false), takeSnapshot(folder, false)]).toEqual([EVENTS.length, EVENTS.length]);
    expect(filesOf(folder)).toEqual([segmentName(1), snapshotName(EVENTS.length), 'journal']);
  });

  it('does not begin another segment', () => {
    const folder = folderWith(COMMITS);
    takeSnapshot(folder, false);
    expect(recover(folder).position.segment).toBe(1);
  });

  it('may be all that is left, and the events go on behind it', () => {
    const folder = folderWith(COMMITS);
    takeSnapshot(folder, false);
    change(folder, segmentName(1), () => Buffer.of());
    const { seq, position } = recover(folder);
    expect([seq, position.segment, position.size]).toEqual([EVENTS.length, EVENTS.length + 1, 0]);
    write(folder, [{ seq: seq + 1, at: 9, events: [TICKS] }]);
    expect(recover(folder).seq).toBe(EVENTS.length + 1);
  });

  it('of an older version has what it did not know yet as in the beginning', () => {
    const folder = folderWith(COMMITS);
    takeSnapshot(folder, false);
    change(folder, snapshotName(EVENTS.length), (bytes) => {
      const { registry } = JSON.parse(bytes.toString().slice(9)) as { registry: Record<string, unknown> };
      delete registry['roomReadings'];
      return checkedLine(JSON.stringify({ registry })); // and no past
    });
    expect(readPast(folder).state.registry.roomReadings).toBe(EMPTY_REGISTRY.roomReadings);
  });
});
