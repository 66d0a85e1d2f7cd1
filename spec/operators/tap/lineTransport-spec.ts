import { PassThrough, Writable } from 'node:stream';
import { LineTransport } from '../../../src/operators/tap/lineTransport';

const MESSAGE = Symbol.for('message');

/** Sends lines to a transport; returns how many times it said that it takes the next one. */
function send(transport: LineTransport, ...lines: readonly string[]): number {
  let taken = 0;
  for (const line of lines) transport.log({ [MESSAGE]: line }, () => (taken += 1));
  return taken;
}

describe('LineTransport', () => {
  it('writes each line with its newline', () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    const transport = new LineTransport(stream);
    expect(send(transport, 'one', 'two')).toBe(2);
    expect(stream.read()).toBe('one\ntwo\n');
    expect(transport.leftOut).toBe(0);
  });

  it('waits for no stream: leaves lines out while more than a mebibyte waits, and goes on when it has been written', () => {
    const waiting: (() => void)[] = [];
    const written: string[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write(line: string, _encoding, done) {
        written.push(line);
        waiting.push(done);
      },
    });
    const transport = new LineTransport(stream);
    const long = 'x'.repeat(1024 * 1024);
    expect(send(transport, long, 'left out', 'left out too')).toBe(3);
    expect([written.length, transport.leftOut]).toEqual([1, 2]);
    waiting.shift()?.();
    send(transport, 'written');
    expect([written.at(-1), transport.leftOut]).toEqual(['written\n', 2]);
  });

  it('leaves lines out when its stream has failed, and lets that harm nobody', () => {
    const stream = new PassThrough();
    const transport = new LineTransport(stream);
    stream.emit('error', new Error('EPIPE'));
    expect(send(transport, 'lost')).toBe(1);
    expect([stream.read(), transport.leftOut]).toEqual([null, 1]);
  });

  it('leaves lines out when its stream has been closed', () => {
    const stream = new PassThrough();
    const transport = new LineTransport(stream);
    stream.end();
    expect(send(transport, 'lost')).toBe(1);
    expect(transport.leftOut).toBe(1);
  });
});
