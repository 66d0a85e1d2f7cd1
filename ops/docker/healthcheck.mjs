/**
 * Asks the server whether it is ready, and exits 0 where it is and 1 where it is not: the image's HEALTHCHECK.
 *
 * The image has no curl and needs none. Host and port come from the same variables as the server's own; a server that
 * was given `--metrics-host` or `--metrics-port` as flags instead is not found by it, so set the variables in a container.
 */
import { get } from 'node:http';

/** Shorter than the timeout of HEALTHCHECK, so that the reason is printed rather than the check killed. */
const TIMEOUT_MS = 3000;

const variable = (name, standard) => process.env[name] || standard;
const listeningOn = variable('CHAT_METRICS_HOST', '127.0.0.1');
const hostname = { '0.0.0.0': '127.0.0.1', '::': '::1' }[listeningOn] ?? listeningOn;
// `tcp://10.0.0.1:9090` is what Kubernetes sets for a service `chat-metrics`: the server passes over it too.
const port = variable('CHAT_METRICS_PORT', '9090').replace(/^\w+:\/\/.*/, '9090');

/** Docker keeps what a check prints: `docker inspect` shows it. */
const finish = (healthy, text) => {
  console.log(text);
  process.exit(healthy ? 0 : 1);
};

const request = get({ hostname, port, path: '/readyz', signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
  let body = '';
  response.setEncoding('utf8');
  response.on('data', (piece) => (body += piece));
  response.on('end', () => finish(response.statusCode === 200, `${response.statusCode} ${body.trim()}`));
});
request.on('error', ({ code, message }) => {
  const why = code === 'ABORT_ERR' ? `nothing within ${TIMEOUT_MS / 1000} s` : message;
  finish(false, `no answer from ${hostname}:${port}: ${why}`);
});
