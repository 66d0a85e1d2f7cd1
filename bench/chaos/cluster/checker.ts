/** What one client of a node has read, in order, while its connection lasted. */
export interface Segment {
  readonly lines: readonly string[];
  /** Whether it was there before the first line was said. */
  readonly isWhole: boolean;
  /** Whether it was there until nothing more was on its way. */
  readonly isLive: boolean;
}

/** What was wrong with what all of them have read: nothing, if all is 0. */
export interface Findings {
  /** Lines that were acknowledged, and are not there. */
  readonly lost: number;
  /** Lines that were there once more. */
  readonly doubled: number;
  /** Lines that a node had in another place than the others, did not have, or had alone. */
  readonly differing: number;
}

/**
 * Compares what was acknowledged with what was read on all nodes.
 *
 * The order of all lines is that of the longest reader who saw the beginning and the end. A reader whose connection broke has to
 * have a part of it, without a hole.
 *
 * @param acknowledged the lines that their speakers have seen
 * @param segments what was read on all nodes
 * @throws when no reader was there from the beginning to the end: then nothing can be said
 */
export function check(acknowledged: readonly string[], segments: readonly Segment[]): Findings {
  const order = orderOf(segments);
  const places = new Map(order.map((line, place) => [line, place]));
  return {
    lost: acknowledged.filter((line) => !places.has(line)).length,
    doubled: sum(segments.map(({ lines }) => lines.length - new Set(lines).size)),
    differing: sum(segments.map((segment) => differing(segment, places))),
  };
}

function orderOf(segments: readonly Segment[]): readonly string[] {
  const [longest] = segments
    .filter(({ isWhole, isLive }) => isWhole && isLive)
    .map(({ lines }) => Array.from(new Set(lines)))
    .sort((a, b) => b.length - a.length);
  if (!longest) throw new Error('no client read from the beginning to the end, so there is nothing to compare with');
  return longest;
}

function differing({ lines, isWhole, isLive }: Segment, places: ReadonlyMap<string, number>): number {
  const found = Array.from(new Set(lines), (line) => places.get(line));
  const known = found.filter((place) => place !== undefined);
  const first = isWhole ? 0 : known.reduce((least, place) => Math.min(least, place), places.size);
  const last = isLive ? places.size - 1 : known.reduce((most, place) => Math.max(most, place), -1);
  const missing = Math.max(0, last - first + 1) - known.length;
  return found.length - known.length + missing + backward(known);
}

/** How many stand behind one that is later in the order. */
function backward(places: readonly number[]): number {
  let latest = -1;
  return places.filter((place) => {
    const isBackward = place < latest;
    latest = Math.max(latest, place);
    return isBackward;
  }).length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
