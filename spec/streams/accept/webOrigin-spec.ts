import { isAllowedOrigin, isKnownHost, type Visit } from '../../../src/streams/accept/webOrigin';

const POLICY = { origins: ['https://chat.example.org', 'http://localhost:8080'], hostname: 'Box' };
const visit = (host: string | undefined, origin?: string, isVouchedFor = false): Visit => ({
  host,
  origin,
  isVouchedFor,
});

describe('isKnownHost', () => {
  it.each([
    ...['localhost', 'localhost:5000', 'LOCALHOST', 'chat.localhost:5000', 'box:5000', 'BOX'],
    ...['127.0.0.1:5000', '192.0.2.1', '[::1]:5000', '[2001:db8::1]', 'chat.example.org', 'chat.example.org:5000'],
  ])('%s is a name that no stranger can lead here', (host) => {
    expect(isKnownHost(visit(host), POLICY)).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:5000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a b',
    '',
    'x/y@z',
  ])('%s is not', (host) => {
    expect(isKnownHost(visit(host), POLICY)).toBe(false);
  });

  it('any name is known by TLS or by a proxy, which have checked it', () => {
    expect(isKnownHost(visit('other.example', undefined, true), POLICY)).toBe(true);
  });

  it('no browser leaves it out', () => {
    expect(isKnownHost(visit(undefined), POLICY)).toBe(true);
  });
});

describe('isAllowedOrigin', () => {
  it.each([
    ['no browser', 'evil.example', undefined],
    ['the page of the server', 'localhost:5000', 'http://localhost:5000'],
    ['the same, with the port that goes without saying', '192.0.2.1', 'http://192.0.2.1:80'],
    ['the same with TLS in front', 'chat.example.org', 'https://chat.example.org'],
    ['a site that was listed', '127.0.0.1:5000', 'http://localhost:8080'],
    ['a site that was listed, behind a proxy that changes the name', 'backend:5000', 'https://chat.example.org'],
  ])('%s may', (_, host, origin) => {
    expect(isAllowedOrigin(visit(host, origin), POLICY)).toBe(true);
  });

  it.each([
    ['another site', 'localhost:5000', 'http://evil.example'],
    ['another port', 'localhost:5000', 'http://localhost:5001'],
    ['a page that shows where it comes from to nobody', 'localhost:5000', 'null'],
    ['a file', 'localhost:5000', 'file://'],
    ['a name that leads here and is not ours', 'evil.example:5000', 'http://evil.example:5000'],
    ['a name that only begins as one that was listed', 'localhost', 'https://chat.example.org.evil.example'],
  ])('%s may not', (_, host, origin) => {
    expect(isAllowedOrigin(visit(host, origin), POLICY)).toBe(false);
  });
});
