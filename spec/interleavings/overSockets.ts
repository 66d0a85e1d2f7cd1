import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { newLogger } from '../../src/telemetry/logger';
import type { RunningServer } from '../../src/run/runningServer';
import { start } from '../../src/run/start';
import { readSettings } from '../../src/config/readSettings';
import { Condition } from '../../testkit/condition';
import { scrape, valueOf } from '../../testkit/scrape';
import { within } from '../../testkit/within';
import { ChatModel, SHUTDOWN } from '../helpers/model';
import { END } from '../helpers/modelReader';
import { name, record, type Typed, typed, Typist } from './arbitraries';
import { type Deed, explanations } from './explanations';
import { ProbedClient } from './probedClient';

/** What a client does. `who` is a seat: whoever comes to it when the one before has gone is a new client. */
export type Step = { readonly who: number } & (
  | { readonly do: 'connect' | 'end' | 'close' | 'reset' }
  | { readonly do: 'arrive'; readonly name: string }
  | ({
      readonly do: 'send';
      /** Whether the server may read each piece before the next one leaves. */
      readonly slowly: boolean;
    } & Typed)
);

const who = fc.nat(4);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: record({ who, do: fc.constant('arrive' as const), name }) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(who, fc.boolean(), typed)
      .map(([seat, slowly, rest]): Step => ({ who: seat, do: 'send', slowly, ...rest })),
  },
  { weight: 2, arbitrary: record({ who, do: fc.constantFrom('connect', 'end', 'close', 'reset') }) },
);

const WATCHER = 0;
const NO_TEXT = 'ERR whisper_usage';
/** After how many episodes the metrics are looked at: the server makes the page no more than so often in a second. */
const LOOK = 5;

/** The real server and clients over real sockets, beside a model. */
export class OverSockets {
  private readonly seats: { client: ProbedClient; typist: Typist }[] = [];
  private readonly clients: ProbedClient[] = [];
  private models = [new ChatModel()];
  private deeds = new Map<number, Deed[]>();
  private readonly changes = new Condition();
  private readonly left = new Set<number>(); // the clients that the server has logged as gone
  private asked = 0;
  private taken = 0; // episodes
  private server!: RunningServer;

  private constructor() {}

  /** Starts a server, and a client in its lobby that does nothing but watch. */
  static async start(): Promise<OverSockets> {
    const chat = new OverSockets();
    const stream = new Writable({
      decodeStrings: false,
      write: (entry: string, _, done) => {
        const { event, connection_id: id } = JSON.parse(entry) as { event: string; connection_id: number };
        if (event === 'left') chat.left.add(id - 1); // they connect one after the other, so they are numbered alike
        chat.changes.changed();
        done();
      },
    });
    const flags = [
      '--host=127.0.0.1',
      '--port=0',
      '--metrics-port=0',
      '--drain-timeout=8',
      '--busy-lag=0',
      '--history-on-join=0',
    ];
    const settings = readSettings(flags, {});
    chat.server = await start(settings, newLogger({ level: 'debug', format: 'json', stream }));
    const watcher = await chat.connect();
    chat.send(watcher, Buffer.from('watcher\n'));
    await chat.settle();
    return chat;
  }

  /** Lets clients do some steps at the same time: each begins without waiting for what came of the one before. */
  async take(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.begin(step);
    await this.settle();
    this.taken += 1;
    if (this.taken % LOOK === 0) await this.holds();
  }

  /** Stops the server, and sees that every client is told. */
  async finish(): Promise<void> {
    await this.holds();
    const open = this.clients.filter(({ isClosed }) => !isClosed);
    await within(this.server.stop(), () => 'the server does not stop');
    await this.changes.until(
      () => open.every(({ isClosed }) => isClosed),
      () => 'a connection outlives the server',
    );
    for (const client of open) assert.deepEqual(client.take(), [SHUTDOWN, END], `the farewell of client ${client.id}`);
  }

  /** Leaves nothing behind, whatever happened. A server that does not stop has failed `finish`, or something before it. */
  async clear(): Promise<void> {
    for (const client of this.clients) if (!client.isClosed) client.leaves('close');
    await within(this.server.stop(), () => 'the server does not stop').catch(() => undefined);
  }

  private async begin(step: Step): Promise<void> {
    const seat = this.seats[step.who];
    const isOpen = seat && !seat.client.isClosed && !seat.client.hasLeft;
    if (step.do === 'connect' || step.do === 'arrive') {
      if (seat && !seat.client.isClosed) return;
      const client = await this.connect();
      this.seats[step.who] = { client, typist: new Typist() };
      if (step.do === 'arrive') this.send(client, Buffer.from(`${step.name}\n`));
    } else if (isOpen && step.do === 'send') {
      for (const piece of seat.typist.pieces(step)) {
        this.send(seat.client, piece);
        if (step.slowly) await setImmediate();
      }
    } else if (isOpen && step.do !== 'send') {
      seat.client.leaves(step.do);
      this.note(seat.client, { does: step.do });
    }
  }

  private async connect(): Promise<ProbedClient> {
    const client = new ProbedClient(this.clients.length, this.server.chatAddress.port, this.changes.changed);
    this.clients.push(client);
    await within(client.connected(), () => 'no connection');
    this.note(client, { does: 'connect' });
    return client;
  }

  private send(client: ProbedClient, piece: Uint8Array): void {
    client.sends(piece);
    this.note(client, { does: 'send', bytes: piece });
  }

  private note({ id }: ProbedClient, deed: Deed): void {
    const mine = this.deeds.get(id) ?? [];
    this.deeds.set(id, [...mine, deed]);
  }

  /** Waits until all has been read, carried out and told, and looks for an order of the deeds that explains all of it. */
  private async settle(): Promise<void> {
    await this.everythingIsRead();
    await this.changes.until(
      () => this.clients.every(({ id, hasLeft }) => !hasLeft || this.left.has(id)),
      () => 'the server does not notice that a client has left',
    );
    await this.everythingIsTold();
    await this.everythingIsRead(); // and what was told before the answer to the probe has arrived
    await this.changes.until(
      () => this.clients.every(({ id, isClosed }) => !isClosed || this.left.has(id)),
      () => 'the server does not notice that a connection is over',
    );
    const got = new Map(this.clients.map((client) => [client.id, client.take()]));
    const watched = got.get(WATCHER) ?? [];
    assert.equal(watched.pop(), NO_TEXT, 'what the watcher asked for itself');
    const deeds = new Map(Array.from(this.deeds, ([id, mine]) => [id, lineByLine(mine)]));
    this.deeds = new Map();
    const after = explanations(this.models, { deeds, got });
    if (after.length === 0) throw new Error(`no order explains what the clients read:\n${show(deeds, got)}`);
    for (const model of after) this.forgetClosed(model);
    this.models = after;
  }

  /** The server has read what every client sent, and what it had written by then has arrived. */
  private async everythingIsRead(): Promise<void> {
    for (const client of this.clients) if (!client.hasLeft && !client.isClosed) client.probe();
    await this.changes.until(
      () => this.clients.every((client) => (client.hasLeft ? client.isClosed : client.isProbed)),
      () => 'a client gets no answer',
    );
  }

  /** The server has written all lines of the events so far: those are written in order, and this is one more. */
  private async everythingIsTold(): Promise<void> {
    const watcher = this.clients[WATCHER]!;
    watcher.sends(Buffer.from('/w\n'));
    this.asked += 1;
    await this.changes.until(
      () => watcher.count(NO_TEXT) >= this.asked,
      () => 'the watcher gets no answer',
    );
  }

  /** Those whom the server has sent away close their side too, of which nobody is told. */
  private forgetClosed(model: ChatModel): void {
    const closed = this.clients.filter(({ isClosed }) => isClosed).map(({ id }) => id);
    for (const { client, leaving } of model.people.filter((person) => closed.includes(person.client))) {
      assert.ok(leaving, `client ${client} was closed, and nobody knows why`);
      model.breaks(client);
    }
  }

  /** The invariant: what the server says of itself adds up, and is what the model says. */
  private async holds(): Promise<void> {
    const metrics = await scrape(this.server.metricsAddress.port);
    const metric = (series: string): number => valueOf(metrics, series);
    const [written, dropped] = [metric('chat_lines_written_total'), metric('chat_lines_dropped_total')];
    const queued = metric('chat_outbound_queued_lines');
    assert.equal(
      metric('chat_lines_offered_total'),
      written + dropped + queued,
      'offered = written + dropped + queued',
    );
    assert.equal(dropped + queued, 0, 'nobody was slow');
    const [connected, named] = [metric('chat_connected_clients'), metric('chat_named_clients')];
    const facts = { connected, named, rooms: metric('chat_rooms') };
    const expected = this.models.map((model) => ({
      connected: model.people.length,
      named: model.named.length,
      rooms: Object.keys(model.rooms).length,
    }));
    this.models = this.models.filter((_, index) => JSON.stringify(expected[index]) === JSON.stringify(facts));
    if (this.models.length === 0) assert.deepEqual(facts, expected[0], 'who is there');
  }
}

/** A part of a line, up to what the server acts on at once: its end, or the character for a signal. */
const DEEDS = /[^\n\r\x03-\x05]*(?:\r[\n\0]|[\n\r\x03-\x05])|[^\n\r\x03-\x05]+$/g;

/** Bytes become as many deeds as they end lines or are signals: between two of them other clients may have their turn. */
function lineByLine(deeds: readonly Deed[]): Deed[] {
  const result: Deed[] = [];
  let bytes = Buffer.alloc(0);
  const flush = (): void => {
    for (const deed of bytes.toString('latin1').match(DEEDS) ?? [])
      result.push({ does: 'send', bytes: Buffer.from(deed, 'latin1') });
    bytes = Buffer.alloc(0);
  };
  for (const deed of deeds) {
    if (deed.does === 'send') bytes = Buffer.concat([bytes, deed.bytes]);
    else {
      flush();
      result.push(deed);
    }
  }
  flush();
  return result;
}

function show(deeds: ReadonlyMap<number, readonly Deed[]>, got: ReadonlyMap<number, readonly string[]>): string {
  const clients = Array.from(new Set([...deeds.keys(), ...got.keys()])).sort((a, b) => a - b);
  return clients
    .map((client) => {
      const did = (deeds.get(client) ?? []).map((deed) =>
        deed.does === 'send' ? JSON.stringify(Buffer.from(deed.bytes).toString()) : deed.does,
      );
      return `client ${client} did: ${did.join(', ') || 'nothing'}\n  and got: ${JSON.stringify(got.get(client) ?? [])}`;
    })
    .join('\n');
}
