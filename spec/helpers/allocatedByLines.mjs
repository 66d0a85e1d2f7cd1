// Says lines in a room, each in a turn of its own, through the whole chat with its log and its metrics, and without sockets: what is
// allocated meanwhile is the chat's. The folder of the built program and the numbers of members are the arguments; the bytes for
// a line go to stdout as JSON, for each number. Needs --expose-gc, and a young generation in which all of it has room.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';

const [, , dist, ...rooms] = process.argv;
const require = createRequire(join(dist, 'server.js'));
const { NEVER, Subject } = require('rxjs');
const { readSettings } = require('./config/readSettings.js');
const { performWrites } = require('./run/performWrites.js');
const { chat } = require('./streams/chat.js');
const { localJournal } = require('./streams/journal/localJournal.js');
const { Outboxes } = require('./streams/write/outboxes.js');
const { chatTaps } = require('./telemetry/chatTaps.js');
const { newLogger } = require('./telemetry/logger.js');
const { Meters } = require('./telemetry/meters.js');

/** How many lines are said before they count, so that code is compiled and caches are full, and how many then. */
const LINES = { before: 20_000, counted: 200 };
const TRIES = 5;

const settings = readSettings(['--line-rate=0'], {});
const logger = newLogger({ level: 'info', format: 'json', stream: new Writable({ write: (_c, _e, done) => done() }) });

/** A room of so many members; `say` has one of them say a line, and carries out the writes of that. */
function roomOf(members) {
  const connections$ = new Subject();
  const turn$ = new Subject();
  const outboxes = new Outboxes(settings.outboundTotalBytes);
  let writes = 0;
  const write = () => {
    writes += 1;
  };
  const taps = chatTaps(new Meters(), logger, () => 0);
  chat({
    connections$,
    ticks$: NEVER,
    loads$: NEVER,
    shutdown$: NEVER,
    journal: localJournal(() => 0, 'spec'),
    limits: settings,
    turns: { turn$, now: () => 0, longest: 0 },
    outboxes,
    taps,
  }).subscribe(performWrites(taps.failed));
  const clients = Array.from({ length: members }, (_, index) => {
    const chunks$ = new Subject();
    connections$.next({ id: index + 1, remote: { address: '127.0.0.1', port: 1 }, chunks$, demand$: NEVER, write });
    chunks$.next(Buffer.from(`user${index}\n`));
    return chunks$;
  });
  const give = () => {
    for (let turn = 0; turn * 16 <= members; turn += 1) turn$.next();
  };
  const bytes = Buffer.from(`${'x'.repeat(63)}\n`);
  const say = () => {
    clients[0].next(bytes);
    give();
  };
  give();
  return { say, writes: () => writes };
}

function allocatedIn(say) {
  globalThis.gc();
  const before = process.memoryUsage();
  for (let line = 0; line < LINES.counted; line += 1) say();
  const after = process.memoryUsage();
  const of = ({ heapUsed, external }) => heapUsed + external;
  return (of(after) - of(before)) / LINES.counted;
}

const results = rooms.map(Number).map((members) => {
  const { say, writes } = roomOf(members);
  for (let line = 0; line * members < LINES.before * 10; line += 1) say();
  const before = writes();
  // The least of some tries: in the others the engine may have needed some for itself.
  const bytes = Math.min(...Array.from({ length: TRIES }, () => allocatedIn(say)));
  return { members, bytes, writes: (writes() - before) / LINES.counted / TRIES };
});
process.stdout.write(JSON.stringify(results));
