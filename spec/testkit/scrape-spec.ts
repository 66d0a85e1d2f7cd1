import { createServer, type Server } from 'node:http';
import { freePort, listenOnFreePort } from '../../testkit/freePort';
import { get } from '../../testkit/get';
import { samplesOf, scrape, valueOf } from '../../testkit/scrape';

const PAGE = '# HELP a is a\n# TYPE a counter\na 1\nb{x="1",y="2 3"} 4e-7\nc_bucket{le="+Inf"} 7\nd +Inf\n';

describe('samplesOf', () => {
  it('reads names, labels and values, and skips comments', () => {
    expect(samplesOf(PAGE)).toEqual([
      { series: 'a', name: 'a', labels: {}, value: 1 },
      { series: 'b{x="1",y="2 3"}', name: 'b', labels: { x: '1', y: '2 3' }, value: 4e-7 },
      { series: 'c_bucket{le="+Inf"}', name: 'c_bucket', labels: { le: '+Inf' }, value: 7 },
      { series: 'd', name: 'd', labels: {}, value: Infinity },
    ]);
  });

  it('refuses a line that is neither a sample nor a comment', () => {
    expect(() => samplesOf('a 1\nnot a sample\n')).toThrow('no line of the text format: not a sample');
  });
});

describe('a page over HTTP', () => {
  let server: Server;
  let status = 200;
  let port: number;

  beforeAll(async () => {
    server = createServer(({ method, url }, response) => {
      response.writeHead(status, { 'x-request': `${method} ${url}` }).end(PAGE);
    });
    port = await listenOnFreePort(server);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    status = 200;
  });

  it('is requested on a connection of its own', async () => {
    const { headers, ...answer } = await get(port, '/metrics', 'POST');
    expect(answer).toEqual({ status: 200, body: PAGE });
    expect(headers).toMatchObject({ 'x-request': 'POST /metrics', connection: 'close' });
  });

  it('is read as metrics', async () => {
    const metrics = await scrape(port);
    expect(Object.fromEntries(metrics)).toEqual({
      a: 1,
      'b{x="1",y="2 3"}': 4e-7,
      'c_bucket{le="+Inf"}': 7,
      d: Infinity,
    });
    expect(valueOf(metrics, 'a')).toBe(1);
    expect(() => valueOf(metrics, 'e')).toThrow('there is no e on /metrics');
  });

  it('is no metrics where the server says something else than 200', async () => {
    status = 503;
    await expect(scrape(port)).rejects.toThrow(`/metrics on port ${port} answered 503`);
  });
});

describe('freePort', () => {
  it('is a port on which a server can listen', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
    expect(port).toBeGreaterThan(0);
  });
});
