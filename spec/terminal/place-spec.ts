import { catchError, lastValueFrom, NEVER, of, timeout } from 'rxjs';
import { failure, placeOf } from '../../src/terminal/place';

describe('placeOf', () => {
  it.each([
    ['chat.example.org', 'chat.example.org', 5000],
    ['chat.example.org:1', 'chat.example.org', 1],
    ['192.0.2.1:65535', '192.0.2.1', 65_535],
    ['2001:db8::1', '2001:db8::1', 5000],
    ['[2001:db8::1]', '2001:db8::1', 5000],
    ['[::1]:5001', '::1', 5001],
  ])('%s', (text, host, port) => expect(placeOf(text)).toEqual({ host, port }));

  it.each([
    '',
    ':5000',
    'host:',
    'host:0',
    'host:65536',
    'host:x',
    'a b',
    'http://host',
    '[host]:1',
    '::1]:2',
    'a:b:c',
  ])('%j is none, and what is one is said', (text) =>
    expect(() => placeOf(text)).toThrow(/^a server is HOST or HOST:PORT, .*, not /),
  );
});

describe('failure', () => {
  const place = { host: '::1', port: 5000 };
  const error = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

  it.each([
    [error('ECONNREFUSED'), '[::1]:5000: no server listens there'],
    [
      error('CERT_HAS_EXPIRED', 'certificate has expired'),
      '[::1]:5000: certificate has expired (--ca FILE names whom to trust)',
    ],
    [error('ENOSUCH', 'what'), '[::1]:5000: what'],
    ['text', '[::1]:5000: text'],
  ])('%s', (thrown, sentence) => expect(failure(thrown, place)).toBe(sentence));

  it('of a server that is silent', async () => {
    const timedOut$ = NEVER.pipe(
      timeout(1),
      catchError((thrown: unknown) => of(failure(thrown, place))),
    );
    expect(await lastValueFrom(timedOut$, { defaultValue: '' })).toBe(
      '[::1]:5000 does not answer as a chat server does; --tls if it wants TLS',
    );
  });
});
