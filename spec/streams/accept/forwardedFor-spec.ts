import { forwardedFor } from '../../../src/streams/accept/forwardedFor';

const is10 = (address: string): boolean => address.startsWith('10.');

describe('forwardedFor', () => {
  it.each([
    ['203.0.113.1', '192.0.2.1', '203.0.113.1', 'what a client says that is no proxy counts for nothing'],
    ['10.0.0.1', '192.0.2.1', '192.0.2.1', 'the client of a proxy'],
    ['10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', '203.0.113.9', 'the client of several, and not what it says itself'],
    ['10.0.0.1', '10.0.0.3,10.0.0.2', '10.0.0.3', 'a proxy itself, if nobody is behind it'],
    ['10.0.0.1', undefined, '10.0.0.1', 'a proxy that names nobody'],
    ['10.0.0.1', 'unknown', '10.0.0.1', 'a proxy that names no address'],
    ['10.0.0.1', '192.0.2.1, unknown', '10.0.0.1', 'nothing beyond what is no address'],
    ['10.0.0.1', '192.0.2.1:4711', '192.0.2.1', 'an address with a port'],
    ['10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1', 'an IPv6 address with a port'],
    ['10.0.0.1', '::ffff:192.0.2.1', '192.0.2.1', 'an IPv4 address always as such'],
  ])('%s with %s is %s: %s', (address, header, client, _says) => {
    expect(forwardedFor(address, header, is10)).toBe(client);
  });
});
