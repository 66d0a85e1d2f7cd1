import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenFailure, listenMessages, movedPortMessages, sharingMessages } from '../../src/run/listenMessages';

const at = (address: string, port: number) => ({ address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' });

describe('listenMessages', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:5000', '127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0:5000', 'localhost', 'localhost'],
    ['::', '[::]:5000', 'localhost', 'localhost'],
    ['::1', '[::1]:5000', '::1', '[::1]'],
  ])('say how to connect to %s, and where the page is if there is one', (address, place, reachable, host) => {
    const chat = (hasPage: boolean): string => listenMessages(at(address, 5000), at('127.0.0.1', 9090), hasPage)[0];
    expect(chat(false)).toBe(`chat is on ${place}; connect with: nc ${reachable} 5000`);
    expect(chat(true)).toBe(`${chat(false)}, or in a browser: http://${host}:5000`);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1:9090'],
    ['::1', '[::1]:9090'],
  ])('say where the metrics are on %s', (address, place) => {
    const [, metrics] = listenMessages(at('0.0.0.0', 5000), at(address, 9090), true);
    expect(metrics).toBe(`metrics are on http://${place}/metrics, health on /healthz and /readyz`);
  });
});

describe('sharingMessages', () => {
  const PRIVATE = 'to keep it private, listen on loopback alone: --host 127.0.0.1';

  it.each(['0.0.0.0', '::'])(
    'say which address to give to others where %s is listened on, and how not to',
    (address) => {
      expect(sharingMessages(at(address, 5000), '192.0.2.1')).toEqual([
        `others connect with: nc 192.0.2.1 5000; ${PRIVATE}`,
      ]);
      expect(sharingMessages(at(address, 5000), undefined)).toEqual([
        `others reach it under the address of this machine; ${PRIVATE}`,
      ]);
    },
  );

  it.each(['127.0.0.1', '::1', '192.0.2.1'])('are none where %s alone is listened on', (address) => {
    expect(sharingMessages(at(address, 5000), '192.0.2.1')).toEqual([]);
  });
});

describe('movedPortMessages', () => {
  const moved = (wanted: [number, number], taken: [number, number]) =>
    movedPortMessages(
      { port: wanted[0], metricsPort: wanted[1] },
      { chatAddress: at('::', taken[0]), metricsAddress: at('127.0.0.1', taken[1]) },
    );

  it('are none where the ports are as wanted, or any would do', () => {
    expect(moved([5000, 9090], [5000, 9090])).toEqual([]);
    expect(moved([0, 0], [40_000, 40_001])).toEqual([]);
  });

  it('say which port was in use and which one is taken', () => {
    expect(moved([5000, 9090], [5001, 40_000])).toEqual([
      'port 5000 is in use, so chat is on 5001; --port chooses the port',
      'port 9090 is in use, so metrics are on 40000; --metrics-port chooses the port',
    ]);
  });
});

describe('listenFailure', () => {
  const failure = (fields: object): string => listenFailure(Object.assign(new Error('as the system says'), fields));

  it.each([
    [
      { code: 'EADDRINUSE', address: '::1', port: 5000 },
      'port 5000 is in use ([::1]:5000); choose another one with --port or --metrics-port',
    ],
    [
      { code: 'EACCES', address: '0.0.0.0', port: 80 },
      'port 80 needs more rights than this user has (0.0.0.0:80); choose one above 1023',
    ],
    [
      { code: 'EADDRNOTAVAIL', address: '192.0.2.1' },
      '192.0.2.1 is no address of this machine; choose one with --host or --metrics-host',
    ],
    [
      { code: 'ENOTFOUND', hostname: 'nowhere.invalid' },
      'nowhere.invalid is no host name that is known here; choose one with --host or --metrics-host',
    ],
    [
      { code: 'EAI_AGAIN', hostname: 'nowhere.invalid' },
      'nowhere.invalid is no host name that is known here; choose one with --host or --metrics-host',
    ],
    [{ code: 'EMFILE', address: '127.0.0.1', port: 5000 }, 'cannot listen on 127.0.0.1:5000: as the system says'],
    [{ code: 'EMFILE', address: '127.0.0.1' }, 'cannot listen on 127.0.0.1: as the system says'],
    [{}, 'Error: as the system says'],
  ])('of %j names the place and what can be done', (fields, line) => {
    expect(failure(fields)).toBe(line);
  });

  it('shows what is no error as it is', () => {
    expect(listenFailure('a reason')).toBe('a reason');
  });

  it('reads the error of a real port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const second = createServer().listen(port, '127.0.0.1');
    const [error] = (await once(second, 'error')) as [Error];
    taken.close();
    await once(taken, 'close');
    expect(listenFailure(error)).toBe(
      `port ${port} is in use (127.0.0.1:${port}); choose another one with --port or --metrics-port`,
    );
  });
});
