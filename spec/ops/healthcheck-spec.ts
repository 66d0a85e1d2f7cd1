import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { listenOnFreePort } from '../../testkit/freePort';
import { type Ended, run } from '../../testkit/run';

const check = (variables: Record<string, string>): Promise<Ended> =>
  run(process.execPath, ['ops/docker/healthcheck.mjs'], { env: variables, limit: 20_000 });

describe('healthcheck', () => {
  let server: Server;
  let asked: string[];
  const answering = async (answer: RequestListener): Promise<string> => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    return String(await listenOnFreePort(server));
  };
  const page =
    (status: number, body: string): RequestListener =>
    (_, response) =>
      response.writeHead(status).end(body);

  afterEach(async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  it('exits 0 where the server is ready', async () => {
    const port = await answering(page(200, 'ready\n'));
    expect(await check({ CHAT_METRICS_PORT: port })).toStrictEqual({ status: 0, output: '200 ready\n' });
    expect(asked).toStrictEqual(['GET /readyz']);
  });

  it('exits 1 where it is not, and says what it is', async () => {
    const port = await answering(page(503, 'stopping\n'));
    expect(await check({ CHAT_METRICS_PORT: port })).toStrictEqual({ status: 1, output: '503 stopping\n' });
  });

  it.each(['127.0.0.1', '0.0.0.0', 'localhost', ''])(
    'asks this machine where the server listens on "%s"',
    async (host) => {
      const port = await answering(page(200, 'ready\n'));
      const { status } = await check({ CHAT_METRICS_PORT: port, CHAT_METRICS_HOST: host });
      expect(status).toBe(0);
    },
  );

  it('passes over what Kubernetes sets for a service, as the server does', async () => {
    const { output } = await check({ CHAT_METRICS_PORT: 'tcp://10.0.0.1:9090' });
    expect(output).toMatch(/127\.0\.0\.1:9090|^\d{3} /); // no answer, or that of another program on this machine
  });

  it('exits 1 where nobody listens', async () => {
    const port = await answering(page(200, 'ready\n'));
    await once(server.close(), 'close');
    const { status, output } = await check({ CHAT_METRICS_PORT: port });
    expect(status).toBe(1);
    expect(output).toBe(`no answer from 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`);
  });

  it('exits 1 where nobody answers, before the engine loses its patience', async () => {
    const port = await answering(() => undefined);
    const { status, output } = await check({ CHAT_METRICS_PORT: port });
    expect(status).toBe(1);
    expect(output).toBe(`no answer from 127.0.0.1:${port}: nothing within 3 s\n`);
    const [, patience] = /^HEALTHCHECK .*--timeout=(\d+)s/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    expect(Number(patience)).toBeGreaterThan(3);
  });
});
