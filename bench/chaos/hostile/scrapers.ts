import { request } from 'node:http';
import { count } from '../tally';
import type { Actor, Kind } from './actor';

/** Asks for one page, and reads the answer. */
function page(actor: Actor, method: string, path: string): Promise<void> {
  const { host, port } = actor.metrics;
  return new Promise((resolve) => {
    const asked = request({ host, port, method, path, agent: false }, (response) => {
      count(actor.tally.answers, String(response.statusCode));
      response.on('data', (bytes: Buffer) => (actor.tally.receivedBytes += bytes.length));
      response.on('close', resolve);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      count(actor.tally.answers, error.code ?? error.message);
      resolve();
    });
    asked.end();
  });
}

/** Asks for the metrics as often as it can, and for what there is not. */
async function hammer(actor: Actor): Promise<void> {
  const paths = ['/metrics', '/metrics', '/metrics', '/healthz', '/nothing', '/__proto__', '/%00'] as const;
  await page(actor, actor.random.pick(['GET', 'GET', 'GET', 'POST', 'HEAD']), actor.random.pick(paths));
  await actor.rest(5, 40);
}

export const SCRAPERS: readonly Kind[] = [
  { name: 'scrape', clients: 4, play: hammer, says: 'hammers /metrics, and pages that are not there' },
];
