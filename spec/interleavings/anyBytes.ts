import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { newLogger } from '../../src/telemetry/logger';
import type { RunningServer } from '../../src/run/runningServer';
import { start } from '../../src/run/start';
import { readSettings } from '../../src/config/readSettings';
import { LineClient } from '../../testkit/lineClient';
import { within } from '../../testkit/within';
import { isUnsafe } from '../helpers/modelText';
import { name, record } from './arbitraries';
import { bytes, cuts, piecesOf } from './robustness';

/** A client that sends whatever it likes, under a name or without one, and leaves. */
export interface Stranger {
  readonly named: string | undefined;
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
  readonly leaves: 'end' | 'exit' | 'reset';
}

export const stranger: fc.Arbitrary<Stranger> = record({
  named: fc.option(name, { nil: undefined }),
  bytes,
  cuts,
  leaves: fc.constantFrom('end', 'exit', 'reset'),
});

const HTTP_HEAD = /^(HTTP\/1\.1 4\d\d [^\x00-\x1f]*\r\n(?:[\w-]+: [^\x00-\x1f]*\r\n)+)\r\n/; // the head of an answer in HTTP
const REFUSED_OPTIONS = /\xff[\xfc\xfe][\x00-\xff]/g; // the answers to telnet negotiation, in latin1

/** The real server over real sockets, with somebody in its lobby who reads along, and its log. */
export class Exposed {
  private constructor(
    private readonly server: RunningServer,
    private readonly format: 'json' | 'pretty',
    private readonly logged: readonly Buffer[],
    private readonly watcher: Reader,
  ) {}

  static async start(format: 'json' | 'pretty'): Promise<Exposed> {
    const logged: Buffer[] = [];
    const stream = new Writable({
      write: (entry: Buffer, _, done) => {
        logged.push(entry);
        done();
      },
    });
    const flags = ['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--drain-timeout=8', '--busy-lag=0'];
    const settings = readSettings(flags, {});
    const server = await start(settings, newLogger({ level: 'debug', format, stream }));
    const watcher = new Reader(server.chatAddress.port);
    watcher.send('watcher');
    const joined = 'SYSTEM: watcher joined\n';
    await watcher.until(
      () => watcher.received.includes(joined),
      () => joined,
    );
    return new Exposed(server, format, logged, watcher);
  }

  /** Lets strangers in, all at once, and looks at every byte that came of it when the last one is gone. */
  async meet(strangers: readonly Stranger[]): Promise<void> {
    const readers = await Promise.all(strangers.map((one) => this.visit(one)));
    for (const { received } of readers) {
      const lines = received.replace(HTTP_HEAD, '$1').replace(REFUSED_OPTIONS, '');
      assertPrintable(lines.replaceAll('\r\n', '\n')); // CR LF where it has negotiated telnet
    }
  }

  /** Stops the server; whoever read along, and the log, have seen nothing that is not safe to show. */
  async finish(): Promise<void> {
    await within(this.server.stop(), () => 'the server does not stop');
    await within(this.watcher.closed, () => 'the watcher is not told');
    assert.ok(
      this.watcher.received.endsWith('SYSTEM: server is shutting down\n'),
      'the watcher was there all the time',
    );
    assertPrintable(this.watcher.received);
    const log = Buffer.concat(this.logged).toString('latin1');
    assertPrintable(log);
    if (this.format === 'json') for (const line of log.trimEnd().split('\n')) assert.ok(JSON.parse(line));
    else
      for (const line of log.trimEnd().split('\n'))
        assert.match(line, /^\d\d:\d\d:\d\d[+-]\d\d:\d\d {2}(info|warn|error|debug)/);
  }

  private async visit({ named, bytes: sent, cuts: marks, leaves }: Stranger): Promise<Reader> {
    const reader = await new Reader(this.server.chatAddress.port).opened();
    if (named !== undefined) reader.send(named);
    for (const piece of piecesOf(sent, marks)) reader.write(piece);
    if (leaves === 'exit') reader.write('\nbob\n/exit\n');
    if (leaves === 'reset') reader.reset();
    else reader.hangUp();
    await within(reader.closed, () => 'the connection does not end');
    return reader;
  }
}

/** A client that keeps all that arrives, a character for each byte. */
class Reader extends LineClient {
  received = '';

  constructor(port: number) {
    super({ host: '127.0.0.1', port }, { onBytes: (piece) => (this.received += piece.toString('latin1')) });
  }
}

/** Whole lines of UTF-8, with nothing hidden in them. A connection that was cut may have lost the end of the last one. */
function assertPrintable(latin1: string): void {
  const whole = Buffer.from(latin1.slice(0, latin1.lastIndexOf('\n') + 1), 'latin1');
  assert.ok(isUtf8(whole), 'it is UTF-8');
  for (const line of whole.toString().split('\n').slice(0, -1)) {
    assert.ok(line !== '', 'no line is empty');
    assert.ok(!isUnsafe(line), `not safe to show: ${JSON.stringify(line)}`);
  }
}
