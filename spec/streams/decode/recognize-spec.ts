import fc from 'fast-check';
import { of } from 'rxjs';
import { checkStart } from '../../../src/operators/checkStart';
import { splitLines } from '../../../src/operators/splitLines';
import { FirstLineCheck, ForeignProtocolError } from '../../../src/streams/decode/recognize';
import { FOREIGN_PROTOCOLS } from '../../../src/streams/model/foreignProtocol';
import { cutsOf, inPieces } from '../../helpers/cuts';

/** What comes of the pieces of a client's input behind the check and the framing, and the protocol that is found. */
function outcomeOf(pieces: readonly Uint8Array[]): { lines: number; protocol: string | undefined } {
  let lines = 0;
  let protocol: string | undefined;
  of(...pieces)
    .pipe(
      checkStart(() => new FirstLineCheck()),
      splitLines(4096),
    )
    .subscribe({
      next: () => (lines += 1),
      error: (error: unknown) => {
        if (!(error instanceof ForeignProtocolError)) throw error;
        ({ protocol } = error);
      },
    });
  return { lines, protocol };
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const PATH = `/${'a'.repeat(700)}`;

/** What clients of other protocols send first. */
const GREETINGS: readonly (readonly [string, string])[] = [
  ['http', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['http', 'POST /login?a=b HTTP/1.0\r\n\r\nmallory\r\nbuy now\r\n'],
  ['http', 'GET /a b HTTP/1.1\r\n\r\n'],
  ['http', 'GET /\xff\xfe HTTP/1.1\r\n\r\nmallory\r\n'],
  ['http', 'OPTIONS * HTTP/1.1\r\n\r\n'],
  ['http', 'CONNECT host:443 HTTP/1.1\r\n\r\n'],
  ['http', 'M-SEARCH * HTTP/1.1\r\n\r\n'],
  ['http', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['http', `POST ${PATH} HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\n`],
  ['http', `POST ${PATH}${PATH}${PATH}${PATH}${PATH}${PATH}${PATH} HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\n`],
  ['http', `GET http://a${PATH}`],
  ['http', 'GET / HTTP/1.1'],
  ['tls', '\x16\x03\x01\x02\x00\x01\n\nmallory\n'],
  ['tls', '\x16\x03\x03\n'],
  ['ssh', 'SSH-2.0-OpenSSH_9.9\r\nmallory\r\n'],
  ['ssh', 'SSH-1.99-x\n'],
  ['proxy', 'PROXY TCP4 192.0.2.1 192.0.2.2 4711 5000\r\ncarol\r\nhello\r\n'],
  ['proxy', 'PROXY TCP6 ::1 ::1 4711 5000\r\ncarol\r\n'],
  ['proxy', 'PROXY UNKNOWN\r\ncarol\r\n'],
  ['proxy', '\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\x7f\x00\x00\x01\x7f\x00\x00\x01\x12\x67\x13\x88dave\r\nhello\r\n'],
  ['proxy', '\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00dave\r\n'],
];

/** What belongs to no other protocol, and how many lines it is. */
const CHAT: readonly (readonly [string, number])[] = [
  ['alice\n', 1],
  ['GET\n', 1],
  ['GET /\nhello\n', 2],
  ['get / HTTP/1.1\n', 1],
  ['GET / HTTPS\n', 1],
  ['I like HTTP/1.1\n', 1],
  ['SSH\n', 1],
  ['SSH-key\n', 1],
  ['SSH-2\n', 1],
  ['ssh-2.0-x\n', 1],
  ['PROXY\nhello\n', 2],
  ['PROXY TCP\n', 1],
  ['proxy TCP4 \n', 1],
  ['/users\n', 1],
  ['HELLO YOU\n', 1],
  ['\x16\x04\x03\n', 1],
  ['\x16\n\x03\n', 2],
  ['\0\r\nQUIT\n', 2],
  ['\n\n\0\r\n', 1],
  ['\r\n\r\n\0alice\r\n', 1],
  ['\r\n\r\nQUIT\n', 1],
  ['alice\r\nGET / HTTP/1.1\r\nSSH-2.0-x\r\n\x16\x02\x01\nPROXY TCP4 a\r\n', 5],
  [`${'x'.repeat(700)}\nGET / HTTP/1.1\n`, 2],
  [`HELLO ${'x'.repeat(700)}\nGET / HTTP/1.1\n`, 2],
  ['GET /', 1],
  ['\x16', 1],
  ['\r\n\r\n\0', 1],
  ['\r\n\r\n', 0],
  ['', 0],
];

const lineEnds = fc.array(fc.constantFrom('\r\n', '\n'), { maxLength: 3 }).map((ends) => ends.join(''));
const places = fc.array(fc.nat({ max: 1000 }), { maxLength: 8 });

describe('FirstLineCheck', () => {
  it.each(GREETINGS)('knows %s by %j, however it is cut, and no line of it passes', (protocol, greeting) => {
    for (const pieces of cutsOf(latin1(greeting))) {
      expect(outcomeOf(pieces)).toEqual({ lines: 0, protocol });
    }
  });

  it('knows each protocol behind line ends, cut at any places', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GREETINGS), lineEnds, places, ([protocol, greeting], before, cuts) => {
        const pieces = inPieces(latin1(`${before}${greeting}`), cuts);
        expect(outcomeOf(pieces)).toEqual({ lines: 0, protocol });
      }),
    );
  });

  it.each(CHAT)('passes %j, however it is cut', (text, lines) => {
    for (const pieces of cutsOf(latin1(text))) {
      expect(outcomeOf(pieces)).toEqual({ lines, protocol: undefined });
    }
  });

  it('finds nothing in a first line that may be a name, wherever it is cut', () => {
    const name = fc.stringMatching(/^[\p{L}\p{N}_-]{1,16}$/u);
    fc.assert(
      fc.property(name, lineEnds, places, (text, before, cuts) => {
        fc.pre(!/^SSH-\d/.test(text));
        const pieces = inPieces(Buffer.from(`${before}${text}\r\nhello\n`), cuts);
        expect(outcomeOf(pieces)).toEqual({ lines: 2, protocol: undefined });
      }),
    );
  });

  it('delays no byte: what may become another protocol has passed before the next piece is there', () => {
    const passed: string[] = [];
    const check = new FirstLineCheck();
    of('\x16', 'P', 'ROXY TCP')
      .pipe(checkStart<string>(() => ({ next: (text) => check.next(latin1(text)), complete: () => check.complete() })))
      .subscribe((text) => passed.push(text));
    expect(passed).toEqual(['\x16', 'P', 'ROXY TCP']);
  });

  it('is over when the first line is complete, or longer than a name and not HTTP', () => {
    const isOver = (...texts: string[]): boolean[] => {
      const check = new FirstLineCheck();
      return texts.map((text) => check.next(latin1(text)));
    };
    expect(isOver('\r\n', '\n', 'al', 'ice\n')).toEqual([false, false, false, true]);
    expect(isOver('x'.repeat(512), 'x')).toEqual([false, true]);
    expect(isOver('x'.repeat(100_000))).toEqual([true]);
  });

  it('looks at the piece alone, and not at what stands before it in memory', () => {
    const memory = latin1('GET / HTTP/1.1\n');
    expect(outcomeOf([memory.subarray(4)])).toEqual({ lines: 1, protocol: undefined });
    expect(outcomeOf([latin1(`\n${memory.toString()}`).subarray(1)])).toEqual({ lines: 0, protocol: 'http' });
  });
});

describe('ForeignProtocolError', () => {
  it.each(FOREIGN_PROTOCOLS)('says that the client speaks %s', (protocol) => {
    const error = new ForeignProtocolError(protocol);
    expect(error.name).toBe('ForeignProtocolError');
    expect(error.message).toBe(`the client speaks ${protocol}`);
  });
});
