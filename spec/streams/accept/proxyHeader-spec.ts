import fc from 'fast-check';
import { isIP } from 'node:net';
import { type ProxyHeader, readProxyHeader } from '../../../src/streams/accept/proxyHeader';
import { AWS_CHECK, headerOf, headerV2 } from '../../helpers/proxyHeaders';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const from = (address: string, port: number, length: number): ProxyHeader => ({
  type: 'client',
  length,
  remote: { address, port },
});

const v6 = (...groups: number[]): Buffer => {
  const bytes = Buffer.alloc(36);
  groups.forEach((group, index) => bytes.writeUInt16BE(group, 2 * index));
  bytes.writeUInt16BE(4711, 32);
  return bytes;
};

const HEADERS: readonly (readonly [Buffer, ProxyHeader])[] = [
  [latin1('PROXY TCP4 192.0.2.1 192.0.2.2 4711 5000\r\n'), from('192.0.2.1', 4711, 42)],
  [latin1('PROXY TCP6 2001:db8::1 ::1 65535 5000\r\n'), from('2001:db8::1', 65_535, 39)],
  [latin1('PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n'), from('192.0.2.1', 1, 37)],
  [latin1('PROXY TCP6 ::ffff:c000:201 ::1 1 2\r\n'), from('192.0.2.1', 1, 36)],
  [latin1('PROXY TCP6 0:0:0:0:0:FFFF:192.0.2.1 ::1 1 2\r\n'), from('192.0.2.1', 1, 45)],
  [latin1('PROXY TCP6 2001:0DB8:0:0:0:0:0:1 ::1 1 2\r\n'), from('2001:db8::1', 1, 42)],
  [headerV2(0x21, 0x21, v6(0, 0, 0, 0xffff, 0, 0, 0, 1)), from('::ffff:0:0:0:1', 4711, 52)],
  [latin1('PROXY UNKNOWN\r\n'), { type: 'unknown', length: 15 }],
  [latin1(`PROXY UNKNOWN ${'f'.repeat(91)}\r\n`), { type: 'unknown', length: 107 }],
  [headerOf('203.0.113.9', 4711), from('203.0.113.9', 4711, 28)],
  [headerV2(0x21, 0x21, v6(0x2001, 0xdb8, 0, 0, 1, 0, 0, 0)), from('2001:db8:0:0:1::', 4711, 52)],
  [headerV2(0x21, 0x21, v6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201)), from('192.0.2.1', 4711, 52)],
  [
    headerV2(0x21, 0x11, Buffer.concat([headerOf('192.0.2.1', 5).subarray(16), Buffer.alloc(300)])),
    from('192.0.2.1', 5, 328),
  ],
  [AWS_CHECK, { type: 'local', length: 100 }],
  [headerV2(0x20, 0x11, headerOf('192.0.2.1', 5).subarray(16)), { type: 'local', length: 28 }],
  [headerV2(0x20, 0, Buffer.alloc(0)), { type: 'local', length: 16 }],
  [headerV2(0x21, 0x31, Buffer.alloc(216)), { type: 'unknown', length: 232 }], // a Unix socket
  [headerV2(0x21, 0x00, Buffer.alloc(0)), { type: 'unknown', length: 16 }],
];

const INVALID: readonly Buffer[] = [
  ...[
    'alice\n',
    'GET / HTTP/1.1\r\n',
    'proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n',
    'PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
    'PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY UNKNOWNS\r\n',
    'PROXY \r\n',
    `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`,
    `PROXY UNKNOWN ${'f'.repeat(200)}`,
    '\r\n\r\n\0\r\nQUIT\nX234',
  ].map(latin1),
  headerV2(0x11, 0x11, Buffer.alloc(12)), // version 1 in the form of 2
  headerV2(0x22, 0x11, Buffer.alloc(12)), // no command
  headerV2(0x21, 0x11, Buffer.alloc(11)), // too short for its addresses
  headerV2(0x21, 0x21, Buffer.alloc(35)),
  headerV2(0x21, 0x11, Buffer.alloc(9000)), // too long
];

describe('readProxyHeader', () => {
  it.each(HEADERS)('reads %j', (bytes, header) => {
    expect(readProxyHeader(bytes)).toStrictEqual(header);
  });

  it.each(HEADERS)('waits for the last byte of %j, and counts nothing behind it', (bytes, header) => {
    for (let end = 0; end < bytes.length; end += 1) expect(readProxyHeader(bytes.subarray(0, end))).toBeUndefined();
    expect(readProxyHeader(Buffer.concat([bytes, latin1('alice\r\nhello\r\n')]))).toStrictEqual(header);
  });

  it.each(INVALID.map((bytes) => [bytes.toString('latin1'), bytes] as const))('knows that %j is none', (_, bytes) => {
    expect(readProxyHeader(bytes)).toStrictEqual({ type: 'invalid' });
  });

  it('decides on any bytes, within what a header may be', () => {
    const starts = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', '\r\n\r\n\0\r\nQUIT\n', '\r\n\r\n\0\r\nQUIT\n\x21\x21');
    fc.assert(
      fc.property(starts, fc.uint8Array({ minLength: 9000, maxLength: 9000 }), (start, rest) => {
        const header = readProxyHeader(Buffer.concat([latin1(start), rest]));
        expect(header).toBeDefined();
        if (header?.type === 'client') expect(isIP(header.remote.address)).not.toBe(0);
      }),
    );
  });

  it('shows every IPv6 address as an address', () => {
    const groups = fc.array(fc.oneof(fc.constantFrom(0, 0xffff), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (drawn) => {
        const header = readProxyHeader(headerV2(0x21, 0x21, v6(...drawn)));
        expect(header).toMatchObject({ type: 'client' });
        if (header?.type === 'client') expect(isIP(header.remote.address)).not.toBe(0);
      }),
    );
  });
});
