// Fills a past beyond its bound, with lines as they come: slices of a chunk that was read at once. In a process of its own, so that
// whatever is in use afterwards is the past's. The folder of the built program, the bound in bytes, the number of rooms and the
// text of a line are the arguments; what the past says of itself and what it takes go to stdout as JSON. Needs --expose-gc.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , dist, bound, rooms, text] = process.argv;
const { Past } = createRequire(join(dist, 'server.js'))('./streams/route/past.js');

const LIMITS = { historyLines: 200, historyBytes: Number(bound), historyOnJoin: 10 };
/** How many lines are read at once. */
const CHUNK = 100;

/** How much memory is in use, when all that can be freed is. */
function used() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function fill(past, lines) {
  for (let seq = 0; seq < lines; seq += CHUNK) {
    const texts = Buffer.from(`${String(seq).padStart(8)} ${text}\n`.repeat(CHUNK))
      .toString()
      .split('\n');
    for (let line = 0; line < CHUNK; line += 1) {
      const said = { seq: seq + line, at: seq, from: 'alice', text: texts[line] };
      past.add(`room${(seq + line) % rooms}`, said, () => true);
    }
  }
}

fill(new Past(LIMITS), 2 * CHUNK); // what is made once and kept is there
const before = used();
const past = new Past(LIMITS);
fill(past, 1.5 * (LIMITS.historyBytes / (112 + text.length)));
const taken = used() - before;
process.stdout.write(JSON.stringify({ says: past.bytes, takes: taken }));
