import fc from 'fast-check';
import { ProtocolRecognizer } from '../../../src/streams/accept/protocolRecognizer';
import type { Shown } from '../../../src/streams/model/firstLine';
import { cutsOf } from '../../helpers/cuts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What is recognized in some pieces, and after how many bytes. */
function recognized(pieces: readonly Uint8Array[]): { as: Shown | undefined; after: number } {
  const recognizer = new ProtocolRecognizer();
  let after = 0;
  for (const piece of pieces) {
    const as = recognizer.next(piece);
    after += piece.length;
    if (as !== undefined) return { as, after };
  }
  return { as: undefined, after };
}

const byBytes = (text: string): Buffer[] => Array.from(latin1(text), (byte) => Buffer.of(byte));

describe('ProtocolRecognizer', () => {
  it.each<[Shown, string]>([
    ['http', 'GET /chat HTTP/1.1\r'],
    ['http', '\r\nPOST / HTTP/1.1\r'],
    ['http', 'OPTIONS * HTTP/1.1\n'],
    ['http', `GET /${'a'.repeat(600)} HTTP/1.1\r`],
    ['http', 'PRI * HTTP/2.0\r'],
    ['tls', '\x16\x03\x01\x02\0'],
    ['tls', '\r\n\x16\x03'],
    ['ssh', 'SSH-2.0-OpenSSH'],
    ['proxy', 'PROXY TCP4 192.0.2.1 '],
    ['proxy', '\r\n\r\n\0\r\nQUIT\n'],
    ['text', 'alice\n'],
    ['text', 'ALICE\n'],
    ['text', 'ALICE BOB\n'],
    ['text', 'A'.repeat(600)],
    ['text', '/json\n'],
  ])('recognizes %s by %j, however it is cut', (protocol, text) => {
    for (const pieces of cutsOf(latin1(text))) expect(recognized(pieces).as).toBe(protocol);
  });

  it('waits for no more than the byte that makes other protocols impossible', () => {
    const after = (text: string): number => recognized(byBytes(text)).after;
    expect(after('alice\n')).toBe(1);
    expect(after('Alice\n')).toBe(2);
    expect(after('/json\n')).toBe(1);
    expect(after('GET9\n')).toBe(4);
    expect(after('SSH-2x')).toBe(6);
    expect(after('\x16\x04')).toBe(2);
    expect(after('\r\nbob\n')).toBe(3);
    expect(after('\xc3\x89mile\n')).toBe(1);
    expect(after('\xff\xfb\x1f')).toBe(1); // telnet begins
  });

  it('takes telnet commands within a line for text, which is checked again without them', () => {
    expect(recognized([latin1('GE\xff\xf1T / HTTP/1.1\r\n')]).as).toBe('text');
  });

  it('is text after a silence, but for what is hardly text: for that it waits a second time', () => {
    const afterSilences = (text: string): (Shown | undefined)[] => {
      const recognizer = new ProtocolRecognizer();
      if (text !== '') expect(recognizer.next(latin1(text))).toBeUndefined();
      return [recognizer.timePassed(), recognizer.timePassed()];
    };
    for (const text of ['', '\r\n', '\r\n\r\n', 'A', 'GET', 'ALICE', 'HELLO YOU', 'SSH-2'])
      expect(afterSilences(text)[0]).toBe('text');
    for (const text of ['GET /', 'POST /chat HT', '\x16', 'GET http://a/'])
      expect(afterSilences(text)).toEqual([undefined, 'text']);
  });

  it('is text at the end of what comes', () => {
    expect(new ProtocolRecognizer().complete()).toBe('text');
  });

  it('recognizes a name at once, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{N}_-]{1,16}$/u), (name) => {
        fc.pre(!/^SSH-\d/.test(name));
        const recognizer = new ProtocolRecognizer();
        expect(recognizer.next(Buffer.from(`${name}\n`))).toBe('text');
      }),
    );
  });

  it('decides on any bytes, within 513 of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 600, maxLength: 600 }), fc.nat(8), (bytes, capitals) => {
        const start = latin1('GET PROXY'.slice(0, capitals));
        const some = Buffer.concat([start, bytes.map((byte) => (byte === 10 || byte === 13 ? 65 : byte))]);
        expect(recognized([some.subarray(0, 513)]).as).toBeDefined();
      }),
    );
  });
});
