import { PassThrough, Writable } from 'node:stream';
import { settled } from '../helpers/fakeSocket';
import { LineTransport, MESSAGE } from '../../src/telemetry/lineTransport';

/** A line about lines that are missing. */
const notice = (droppedLines: number): string => `${droppedLines} are missing`;

/** Sends lines to a transport; returns how many times it said that it takes the next one. */
function send(transport: LineTransport, ...lines: readonly string[]): number {
  let taken = 0;
  for (const line of lines) transport.log({ [MESSAGE]: line }, () => (taken += 1));
  return taken;
}

describe('LineTransport', () => {
  it('writes each line with its newline', () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    const transport = new LineTransport(stream, notice);
    expect(send(transport, 'one', 'two')).toBe(2);
    expect(stream.read()).toBe('one\ntwo\n');
    expect(transport.droppedLines).toBe(0);
  });

  /** A stream that takes what is written to it when it is told to. */
  function slowStream(): { stream: Writable; written: string[]; drain: () => void } {
    const waiting: (() => void)[] = [];
    const written: string[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write(line: string, _encoding, done) {
        written.push(line.length > 100 ? 'long' : line);
        waiting.push(done);
      },
    });
    const drain = (): void => {
      while (waiting.length > 0) waiting.shift()?.();
    };
    return { stream, written, drain };
  }
  const long = 'x'.repeat(1024 * 1024);

  it('waits for no stream: leaves lines out while more than a mebibyte waits', () => {
    const { stream, written } = slowStream();
    const transport = new LineTransport(stream, notice);
    expect(send(transport, long, 'left out', 'left out too')).toBe(3);
    expect([written, transport.droppedLines]).toEqual([['long'], 2]);
  });

  it('says once how many are missing, where they are, when all that waited has been written', async () => {
    const { stream, written, drain } = slowStream();
    const transport = new LineTransport(stream, notice);
    send(transport, long, 'left out', 'left out too');
    drain();
    await settled();
    send(transport, 'after');
    drain();
    await settled();
    send(transport, 'and on');
    drain();
    expect(written).toEqual(['long', '2 are missing\n', 'after\n', 'and on\n']);

    send(transport, long, 'left out');
    drain();
    await settled();
    expect(written.slice(4)).toEqual(['long', '1 are missing\n']);
    expect(transport.droppedLines).toBe(3);
  });

  it('begins nothing anew before all of that has been written, so that one gap is told of and not many', async () => {
    const { stream, written, drain } = slowStream();
    const transport = new LineTransport(stream, notice);
    send(transport, 'x'.repeat(1000), long, 'left out');
    stream.emit('something else');
    send(transport, 'left out too');
    drain();
    await settled();
    drain();
    await settled();
    expect(written).toEqual(['long', 'long', '2 are missing\n']);
  });

  it('says that all has been written when it has', async () => {
    const { stream, drain } = slowStream();
    const transport = new LineTransport(stream, notice);
    send(transport, 'one', 'two');
    let flushed = false;
    const flushing = transport.flushed().then(() => (flushed = true));
    await settled();
    expect(flushed).toBe(false);
    const draining = setInterval(drain, 1);
    await flushing;
    clearInterval(draining);
    expect(stream.writableLength).toBe(0);
  });

  it('leaves lines out when its stream has failed, and lets that harm nobody', () => {
    const stream = new PassThrough();
    const transport = new LineTransport(stream, notice);
    stream.emit('error', new Error('EPIPE'));
    expect(send(transport, 'lost')).toBe(1);
    stream.emit('drain');
    expect([stream.read(), transport.droppedLines]).toEqual([null, 1]);
  });

  it('leaves lines out when its stream has been closed', () => {
    const stream = new PassThrough();
    const transport = new LineTransport(stream, notice);
    stream.end();
    expect(send(transport, 'lost')).toBe(1);
    expect(transport.droppedLines).toBe(1);
  });

  it('is not waited for when it has failed', async () => {
    const stream = new PassThrough();
    const transport = new LineTransport(stream, notice);
    stream.destroy(new Error('EPIPE'));
    await transport.flushed();
    await settled();
    await transport.flushed();
    expect(transport.droppedLines).toBe(0);
  });
});
