import type { Registry } from 'prom-client';
import { coalesce } from '../telemetry/coalesce';
import type { Lifecycle } from './lifecycle';
import { type Page, type Pages, textPage } from './respond';

/** The shortest time between two generated metrics pages, in ms, so that frequent scrapes cost little CPU time. */
const METRICS_PAUSE_MS = 100;

/**
 * Creates the pages of the metrics port.
 *
 * @param metrics the metrics
 * @param lifecycle the state of the server
 * @returns the pages by path
 */
export function pages(metrics: Registry, lifecycle: Lifecycle): Pages {
  const metricsPage = async (): Promise<Page> => {
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  };
  return {
    '/metrics': coalesce(metricsPage, METRICS_PAUSE_MS),
    '/healthz': () => (lifecycle.state === 'failed' ? textPage(503, 'failed') : textPage(200, 'ok')),
    '/readyz': () => textPage(lifecycle.unready === undefined ? 200 : 503, lifecycle.unready ?? 'ready'),
  };
}
