import { type HeapProfiler, Session } from 'node:inspector';

/** What a task costs, by the engine's own counters: the same on any machine, however busy it is. */
export interface Cost {
  /** How many functions are called. */
  readonly calls: number;
  /** How much memory is allocated, in bytes, whether it is kept or not. */
  readonly bytes: number;
}

/** What counts: the program and the persistent collections that it keeps its state in. */
const COUNTED = /\/src\/|\/node_modules\/immutable\//;

/** How the names of what the coverage of the specs adds begin: it is called at each statement. */
const COVERAGE = 'cov_';

const TRIES = 3;

/** All allocations, not one in so many bytes, and those too that are freed meanwhile. */
const ALL = { samplingInterval: 1, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };

/**
 * Counts what a task costs in `src/` and in immutable.
 *
 * @param task what to count; it is run several times
 */
export function costOf(task: () => void): Cost {
  const session = new Session();
  session.connect();
  try {
    return { calls: middleCallsOf(session, task), bytes: leastBytesOf(session, task) };
  } finally {
    session.disconnect();
  }
}

/**
 * The middle one of some tries: too few are counted in one that began while code was still being optimized, and more in one in which
 * something is tidied up that is so seldom.
 */
const middleCallsOf = (session: Session, task: () => void): number =>
  Array.from({ length: TRIES }, () => callsOf(session, task)).sort((one, other) => one - other)[(TRIES - 1) / 2]!;

function callsOf(session: Session, task: () => void): number {
  let calls = NaN;
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true });
  task();
  session.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error) throw error;
    const functions = taken.result.filter(({ url }) => COUNTED.test(url)).flatMap((script) => script.functions);
    calls = functions
      .filter(({ functionName }) => !functionName.startsWith(COVERAGE))
      .reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  });
  session.post('Profiler.stopPreciseCoverage');
  return calls;
}

/** The least of some tries: in the others the engine may have needed some for itself, such as for what it knows of a call. */
const leastBytesOf = (session: Session, task: () => void): number =>
  Math.min(...Array.from({ length: TRIES }, () => bytesOf(session, task)));

function bytesOf(session: Session, task: () => void): number {
  let bytes = NaN;
  session.post('HeapProfiler.startSampling', ALL);
  task();
  session.post('HeapProfiler.stopSampling', (error, { profile }) => {
    if (error) throw error;
    bytes = allocatedIn(profile.head);
  });
  return bytes;
}

/** What a function has allocated, and those that it has called. */
const allocatedIn = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number =>
  children.reduce((sum, child) => sum + allocatedIn(child), COUNTED.test(callFrame.url) ? selfSize : 0);
