import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Subscription } from 'rxjs';
import { respond, type Pages, textPage } from '../../src/run/respond';
import { type Exchange, HttpListener } from '../../src/run/httpListener';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { type Answer, get } from '../../testkit/get';
import { marbles } from '../helpers/marbles';

/** A request and a response without a socket; `answer` settles when the response has ended. */
interface FakeExchange extends Exchange {
  readonly answer: Promise<{ status: number; headers: Record<string, unknown>; body: string | undefined }>;
}

function exchange(method?: string, url?: string): FakeExchange {
  let status = 0;
  let headers: Record<string, unknown> = {};
  let end: (body: string | undefined) => void;
  const answer = new Promise<string | undefined>((resolve) => (end = resolve)).then((body) => ({
    status,
    headers,
    body,
  }));
  const response = {
    writeHead(code: number, fields: Record<string, unknown>) {
      status = code;
      headers = fields;
    },
    end: (body?: string) => {
      end(body);
    },
  };
  return {
    request: { method, url, resume: () => undefined } as unknown as IncomingMessage,
    response: response as unknown as ServerResponse,
    answer,
  };
}

const neverFails = (error: unknown): void => {
  throw error;
};

describe('respond', () => {
  it('changes nothing, and answers each request with the page of its path', async () => {
    const pages: Pages = { '/healthz': () => textPage(200, 'ok'), '/metrics': () => textPage(200, 'numbers') };
    const a = exchange('GET', '/healthz');
    const b = exchange('POST', '/metrics');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const exchanges$ = cold('       --a-----b--|', { a, b });
      const result$ = exchanges$.pipe(respond(pages, neverFails));
      expectObservable(result$).toBe('--a-----b--|', { a, b });
      expectSubscriptions(exchanges$.subscriptions).toBe('^----------!');
    })();
    expect(await a.answer).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await b.answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  const some = { a: exchange('GET', '/a'), b: exchange('GET', '/b'), c: exchange('GET', '/c') };
  behavesAsOperator<Exchange, Exchange>({
    operator: () => respond({}, neverFails),
    values: some,
    results: some,
    throwing: {}, // a page that throws is answered with 500, see below
  });

  it('takes a request without a method or a path for one of the front page', async () => {
    const front = exchange();
    marbles(({ cold, expectObservable }) => {
      const pages = { '/': () => textPage(200, 'front') };
      expectObservable(cold('f', { f: front }).pipe(respond(pages, neverFails))).toBe('f', { f: front });
    })();
    expect(await front.answer).toMatchObject({ status: 200, body: 'front\n' });
  });

  describe('over HTTP', () => {
    const failures: unknown[] = [];
    const broken = new Error('a page cannot be made');
    const pages: Pages = {
      '/text': () => textPage(200, 'grüße'),
      '/later': () => Promise.resolve({ status: 503, type: 'text/html', body: '<p>' }),
      '/throws': () => {
        throw broken;
      },
      '/rejects': () => Promise.reject(broken),
    };
    let listener: HttpListener;
    let running: Subscription;
    let port: number;

    beforeAll(async () => {
      listener = new HttpListener();
      running = listener.exchanges$.pipe(respond(pages, (error) => failures.push(error))).subscribe();
      ({ port } = await listener.listen('127.0.0.1', 0));
    });
    afterAll(async () => {
      running.unsubscribe();
      await listener.close();
    });
    beforeEach(() => failures.splice(0));

    const ask = (path: string, method?: string): Promise<Answer> => get(port, path, method);

    it('sends the page with its type and its length in bytes, not to be kept by anybody', async () => {
      const { status, headers, body } = await ask('/text');
      expect({ status, body }).toEqual({ status: 200, body: 'grüße\n' });
      expect(headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '8',
        'cache-control': 'no-store',
      });
    });

    it('sends a page that takes its time', async () => {
      expect(await ask('/later')).toMatchObject({ status: 503, headers: { 'content-type': 'text/html' }, body: '<p>' });
    });

    it('looks at the path alone, not at what is asked of it', async () => {
      expect(await ask('/text?name=x')).toMatchObject({ status: 200 });
    });

    it('sends the same without the body where that was asked for', async () => {
      const { status, headers, body } = await ask('/text', 'HEAD');
      expect({ status, body, length: headers['content-length'] }).toEqual({ status: 200, body: '', length: '8' });
    });

    it('says what there is where there is nothing', async () => {
      const { status, body } = await ask('/nowhere');
      expect({ status, body }).toEqual({
        status: 404,
        body: 'nothing here; there is /text, /later, /throws, /rejects\n',
      });
    });

    it.each(['/__proto__', '/constructor', 'toString'])('has no page at %s, which every object has', async (path) => {
      expect(await ask(path)).toMatchObject({ status: path.startsWith('/') ? 404 : 400 });
    });

    it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('does not allow %s, and says what it allows', async (method) => {
      const { status, headers } = await ask('/text', method);
      expect({ status, allow: headers['allow'] }).toEqual({ status: 405, allow: 'GET, HEAD' });
    });

    it.each(['/throws', '/rejects'])('answers with 500 and reports the error where a page fails: %s', async (path) => {
      expect(await ask(path)).toMatchObject({ status: 500, body: 'this page could not be made; the log says why\n' });
      expect(failures).toEqual([broken]);
      expect(await ask('/text')).toMatchObject({ status: 200 }); // and goes on
    });
  });
});
