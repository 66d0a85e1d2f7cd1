import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { build } from '../helpers/build';
import { get } from '../../testkit/get';
import { Program } from '../helpers/program';
import { samplesOf } from '../../testkit/scrape';
import { within } from '../../testkit/within';

const HONEST = 900;
const STALLED = 100;
const SENDERS = 10;
const LINES_EACH = 100;
const MIB = 1024 * 1024;

/** A name of 55 bytes, so that a list of names is long. */
const nameOf = (index: number): string => String(index).padStart(3, '0') + '𠀀'.repeat(13);
const stalledName = (index: number): string => `stalled-${index}`;
const lineOf = (index: number, number: number): string => `${nameOf(index)}: ${number} ${'x'.repeat(300)}`;

jest.setTimeout(60_000);
beforeAll(() => build(), 60_000);

/** What all honest clients must have got, byte for byte: written down by whoever is ahead, compared by all others. */
class Agreed {
  private readonly bytes = Buffer.alloc(2 * MIB);
  length = 0;

  /** Whether a piece is what stands at a place; what goes beyond the end is new. */
  has(place: number, piece: Buffer): boolean {
    const known = Math.min(piece.length, this.length - place);
    if (this.bytes.compare(piece, 0, known, place, place + known) !== 0) return false;
    this.length += piece.copy(this.bytes, this.length, known);
    return true;
  }

  get lines(): string[] {
    return this.bytes.toString('utf8', 0, this.length).split('\n').slice(0, -1);
  }
}

const BEGIN = Buffer.from(': begin\n');

/** A client that reads all it gets. What comes before the line `begin` is the joining of the others. */
class Reader {
  place = -1; // in what is agreed; before the beginning -1
  wrong = false;
  private tail = Buffer.alloc(0);

  constructor(
    readonly socket: Socket,
    private readonly agreed: Agreed,
    private readonly read: (reader: Reader) => void,
  ) {
    socket.on('data', (piece) => {
      if (this.place >= 0) this.take(piece);
      else this.find(piece);
      this.read(this);
    });
  }

  private find(piece: Buffer): void {
    const bytes = Buffer.concat([this.tail, piece]);
    const start = bytes.indexOf(BEGIN);
    this.tail = bytes.subarray(-BEGIN.length);
    if (start < 0) return;
    this.place = 0;
    this.take(bytes.subarray(start + BEGIN.length));
  }

  private take(piece: Buffer): void {
    this.wrong ||= !this.agreed.has(this.place, piece);
    this.place += piece.length;
  }
}

describe('1,000 clients of which 100 stop reading', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
  });

  it('the other 900 get every line in order, memory stays flat, and the 100 are counted', async () => {
    // With so little room for garbage, what the system says of its memory is what it needs.
    const server = await Program.listening(['--line-rate=0'], { env: { NODE_OPTIONS: '--max-old-space-size=128' } });
    const metrics = async (): Promise<(series: string) => number> => {
      const samples = samplesOf((await get(server.metricsPort, '/metrics')).body);
      return (series) => samples.find((sample) => sample.series === series)!.value;
    };
    const until = async (series: string, wanted: (value: number) => boolean): Promise<void> => {
      const end = performance.now() + 20_000;
      for (let value = NaN; !wanted(value); value = (await metrics())(series)) {
        if (performance.now() > end) throw new Error(`after 20 s ${series} is ${value}`);
      }
    };
    const join = async (name: string): Promise<Socket> => {
      const socket = connect({ host: '127.0.0.1', port: server.port, noDelay: true });
      sockets.push(socket);
      await once(socket, 'connect');
      socket.on('error', () => {}); // those who do not read are cut at the end
      socket.write(`${name}\n`);
      return socket;
    };

    // All join the lobby; a hundred of them never read.
    const agreed = new Agreed();
    let progress = (_: Reader): void => {};
    const readers: Reader[] = [];
    const stalled: Socket[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const part = (all: number): number[] =>
        Array.from({ length: all / 10 }, (_, index) => batch * (all / 10) + index);
      stalled.push(...(await Promise.all(part(STALLED).map((index) => join(stalledName(index))))));
      for (const socket of await Promise.all(part(HONEST).map((index) => join(nameOf(index))))) {
        readers.push(new Reader(socket, agreed, (reader) => progress(reader)));
      }
    }
    await until('chat_named_clients', (count) => count === HONEST + STALLED);

    // They ask for much, until the network takes no more for any of them, and their buffers are full.
    let asked = 0;
    const askForMuch = async (): Promise<void> => {
      for (const socket of stalled) socket.write('/users *\n'.repeat(5)); // an answer has 28 KB
      asked += 5 * STALLED;
      await until('chat_messages_total{type="users"}', (count) => count === asked);
    };
    const isFull = async (): Promise<boolean> => {
      const value = await metrics();
      return value('chat_slow_clients') === STALLED && value('chat_outbound_queued_bytes') > STALLED * 220 * 1024;
    };
    while (!(await isFull())) await askForMuch();
    const full = await metrics();

    // The others talk; those who do not read ask for more and more.
    readers[0]!.socket.write('begin\n');
    for (let number = 0; number < LINES_EACH; number += 1) {
      for (let index = 0; index < SENDERS; index += 1)
        readers[index]!.socket.write(`${lineOf(index, number).split(': ')[1]!}\n`);
      if (number % 5 === 0) await askForMuch();
    }
    const senders = Array.from({ length: SENDERS }, (_, index) => index);
    const linesOf = (index: number): string[] =>
      Array.from({ length: LINES_EACH }, (_, number) => lineOf(index, number));
    const end = Buffer.byteLength(senders.flatMap(linesOf).join('\n')) + 1;
    const behind = (): Reader[] => readers.filter(({ wrong, place }) => !wrong && place < end);
    const done = new Promise<void>((resolve) => {
      progress = (reader) => {
        if ((reader.wrong || reader.place >= end) && behind().length === 0) resolve();
      };
      for (const reader of readers) progress(reader);
    });
    await within(done, () => `${behind().length} of the ${HONEST} have not got all`, 30_000);
    expect(readers.filter(({ wrong }) => wrong)).toHaveLength(0);
    expect(readers.filter(({ place }) => place !== end)).toHaveLength(0);
    for (const index of senders) {
      expect(agreed.lines.filter((line) => line.startsWith(`${nameOf(index)}: `))).toEqual(linesOf(index));
    }

    // Each of those who do not read has cost its full buffer, and not more for the 300 MB that it did not get.
    const after = await metrics();
    const grown = (series: string): number => after(series) - full(series);
    expect(grown('chat_lines_dropped_total')).toBeGreaterThan(STALLED * SENDERS * LINES_EACH);
    expect(grown('process_resident_memory_bytes')).toBeLessThan(128 * MIB); // garbage that is not collected yet counts too
    expect(after('chat_outbound_queued_bytes')).toBeLessThanOrEqual(STALLED * 256 * 1024);
    expect(after('chat_outbound_queued_lines')).toBeLessThanOrEqual(STALLED * 1024);
    const kept = after('chat_lines_written_total') + after('chat_outbound_queued_lines');
    expect(after('chat_lines_offered_total')).toBe(kept + after('chat_lines_dropped_total'));

    // They are counted, and the log names each of them once.
    expect(after('chat_slow_clients')).toBe(STALLED);
    expect(after('chat_connected_clients')).toBe(HONEST + STALLED);
    const slow = server.log.filter(({ event }) => event === 'slow').map(({ user }) => String(user));
    expect(slow.sort()).toEqual(Array.from({ length: STALLED }, (_, index) => stalledName(index)).sort());
  });
});
