import type { Registry } from 'prom-client';
import { coalesce } from '../telemetry/coalesce';
import type { Lifecycle } from './lifecycle';
import { type Page, type Pages, textPage } from './respond';

/** How long no further page of metrics is made after one, in ms: asking all the time costs a small share of the processor. */
const METRICS_PAUSE = 100;

/**
 * The pages of the metrics port.
 *
 * @param metrics the metrics
 * @param lifecycle the state of the server
 * @returns the pages by their paths
 */
export function pages(metrics: Registry, lifecycle: Lifecycle): Pages {
  const metricsPage = async (): Promise<Page> => {
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  };
  return {
    '/metrics': coalesce(metricsPage, METRICS_PAUSE),
    '/healthz': () => (lifecycle.state === 'failed' ? textPage(503, 'failed') : textPage(200, 'ok')),
    '/readyz': () => textPage(lifecycle.state === 'ready' ? 200 : 503, lifecycle.state),
  };
}
