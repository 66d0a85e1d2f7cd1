import { setTimeout } from 'node:timers/promises';
import { flood, sleepThrough, type Stage, talk, wander, whisper } from '../../ops/demo/acts';
import { Crowd } from '../../ops/demo/person';
import { Progress } from '../../ops/demo/progress';
import { eventually } from '../../testkit/eventually';
import { patient } from '../../testkit/patience';
import { valueOf } from '../../testkit/scrape';
import { TestServer } from '../helpers/testServer';

/** The demo in short: long enough for each act to have its turn. */
const DURATION_MS = patient(6000);

/** The longest that it may go on after that, in ms. */
const LONGEST_MS = 60_000;

/** What the demo does, by its outcomes, as far as it has not happened yet. */
async function notYet(server: TestServer): Promise<string[]> {
  const metrics = await server.metrics();
  const types = ['register', 'broadcast', 'whisper', 'users', 'join', 'exit', 'unregister', 'refuse', 'rejected'];
  return types.filter((type) => valueOf(metrics, `chat_messages_total{type="${type}"}`) === 0);
}

describe('the demo', () => {
  it('does all that it announces, and leaves nobody behind', async () => {
    const server = await TestServer.start();
    const crowd = new Crowd({ host: '127.0.0.1', port: server.port });
    const announced: string[] = [];
    const over = new AbortController();
    const stage: Stage = {
      crowd,
      duration: DURATION_MS,
      over: over.signal,
      announce: (text) => announced.push(text),
    };
    const acts = Promise.all([talk(stage, 8), whisper(stage), wander(stage), sleepThrough(stage), flood(stage)]);
    await setTimeout(DURATION_MS); // the acts themselves keep time; on a busy machine it takes longer until each has had its turn
    let missing: string[] = [];
    const isComplete = async (): Promise<boolean> => (missing = await notYet(server)).length === 0;
    await eventually(isComplete, () => `the demo has not done: ${missing.join(', ')}`, LONGEST_MS);
    over.abort();
    await acts;
    await server.until('chat_connected_clients', (count) => count === 0); // one that was slow to leave was cut
    const metrics = await server.metrics();
    expect(valueOf(metrics, 'chat_lines_dropped_total')).toBe(crowd.missed);
    expect(crowd.refused).toBeGreaterThan(0);
    expect(announced).toHaveLength(7);
  });

  it('tells a name in use, and cuts whoever is connected when it gives up', async () => {
    const server = await TestServer.start();
    const crowd = new Crowd({ host: '127.0.0.1', port: server.port });
    const romeo = await crowd.named('romeo');
    await expect(crowd.named('romeo')).rejects.toThrow('the server does not let romeo in: ERR username_taken');
    const gone = romeo.hears(() => false);
    crowd.disperse();
    await expect(gone).rejects.toThrow('the server has closed the connection');
    expect(romeo.here).toBe(false);
  });
});

describe('Progress', () => {
  const written = (isTTY: boolean, use: (progress: Progress) => void): string => {
    const pieces: string[] = [];
    use(new Progress({ isTTY, write: (text: string | Uint8Array) => pieces.push(String(text)) > 0 }));
    return pieces.join('');
  };
  const HALF = `[${'#'.repeat(15)}${'-'.repeat(15)}]  50 %  words`;
  const WHOLE = `[${'#'.repeat(30)}] 100 %  words`;

  it('writes over its line on a terminal, and keeps announcements above it', () => {
    const use = (progress: Progress): void => {
      progress.show(0.5, 'words');
      progress.announce('news');
      progress.show(1.01, 'words');
      progress.end();
    };
    expect(written(true, use)).toBe(`\r\x1b[K${HALF}\r\x1b[Knews\n\r\x1b[K${WHOLE}\n`);
  });

  it('writes a line now and then elsewhere, and always the last one', () => {
    const use = (progress: Progress): void => {
      for (let times = 0; times < 10; times += 1) progress.show(0.5, 'words');
      progress.announce('news');
      progress.show(1, 'words');
      progress.end();
    };
    expect(written(false, use)).toBe(`${HALF}\nnews\n${WHOLE}\n`);
  });
});
