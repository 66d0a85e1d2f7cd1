import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { completions } from '../../src/terminal/completions';
import { jsonSocket } from '../../src/terminal/jsonSocket';
import { paintOf } from '../../src/terminal/paint';
import { reachedOnce } from '../../src/terminal/reachedOnce';
import { Screen } from '../../src/terminal/screen';
import { terminalClient, type TerminalSources } from '../../src/terminal/terminalClient';
import type { State } from '../../src/client/model';
import { FIRST } from '../../src/client/state';
import { eventually } from '../../testkit/eventually';
import { TestServer } from '../helpers/testServer';

const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** A person before a terminal, of which all that was ever written to it is kept. */
class Person {
  private static readonly all = new Set<Person>();
  private readonly keys = new PassThrough();
  private readonly screen = Object.assign(new PassThrough(), { columns: 80 });
  private text = '';
  state: State = FIRST;
  /** How it ended: `left`, or the error. */
  end: string | undefined;
  private socket: Socket | undefined;
  private readonly running;

  constructor(port: () => number, sources: Partial<TerminalSources> = {}) {
    this.screen.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    Person.all.add(this);
    this.running = terminalClient({
      screen: (state) => new Screen(this.keys, this.screen, (line: string) => completions(line, state())),
      open: reachedOnce((lines$) => jsonSocket(() => (this.socket = connect(port(), '127.0.0.1')), lines$)),
      ...{ paint: paintOf(1), now: Date.now(), random: () => 0, name: 'alice', room: 'lobby', rings: true },
      ...sources,
    }).subscribe({
      next: (state) => (this.state = state),
      error: (error: unknown) => (this.end = String(error)),
      complete: () => (this.end = 'left'),
    });
  }

  type(text: string): void {
    this.keys.write(text);
  }

  /** Waits until something was written, and takes all up to it: the next one is looked for behind it. */
  async sees(text: string): Promise<void> {
    await eventually(
      () => this.plain.includes(text),
      () => `no ${text} in ${JSON.stringify(this.plain)}`,
    );
    this.text = this.plain.slice(this.plain.indexOf(text) + text.length);
  }

  get plain(): string {
    return stripVTControlCharacters(this.text);
  }

  get hasRung(): boolean {
    return this.text.includes('\x07');
  }

  async ends(how: string): Promise<void> {
    await eventually(
      () => this.end !== undefined,
      () => `it goes on: ${JSON.stringify(this.plain)}`,
    );
    expect(this.end).toBe(how);
  }

  /** The network breaks. */
  cut(): void {
    this.socket?.destroy();
  }

  static stopAll(): void {
    for (const person of Person.all) person.running.unsubscribe();
    Person.all.clear();
  }
}

describe('a client in a terminal', () => {
  afterEach(() => Person.stopAll());

  it('asks for a name, says what is typed, and shows what others say', async () => {
    const server = await TestServer.start();
    const bob = await server.named('bob');
    const alice = new Person(() => server.port, { name: undefined });
    await alice.sees('Your name: ');
    alice.type('bob\r');
    await alice.sees('! Somebody has that name. Choose another one.');
    await alice.sees('Your name: ');
    alice.type('alice\r');
    await alice.sees('- You are in lobby.');
    await bob.gets('SYSTEM: alice joined');
    alice.type('hello\r');
    await bob.gets('alice: hello');
    await alice.sees('alice: hello');
    bob.send('/w alice psst');
    await alice.sees('bob whispers: psst');
    alice.type('/join d\x08dev\r');
    await alice.sees('- You are in dev.');
    await alice.sees('[dev] ');
    alice.type('/exit\r');
    await alice.ends('left');
  });

  it('leaves what is being typed as it is, and rings for what is for the person', async () => {
    const server = await TestServer.start();
    const bob = await server.named('bob');
    const alice = new Person(() => server.port);
    await alice.sees('[lobby] ');
    alice.type('half a li');
    await alice.sees('half a li');
    bob.send('hello');
    await alice.sees('bob: hello');
    await alice.sees('[lobby] half a li');
    expect(alice.hasRung).toBe(false);
    bob.send('Alice: look');
    await alice.sees('bob: Alice: look');
    alice.type('ne\r');
    await alice.sees('alice: half a line');
    bob.send('/w alice psst');
    await eventually(
      () => alice.hasRung,
      () => 'it did not ring',
    );
  });

  it.each([true, false])('rings only if that is wanted: %p', async (rings) => {
    const server = await TestServer.start();
    const bob = await server.named('bob');
    const alice = new Person(() => server.port, { rings });
    await alice.sees('[lobby] ');
    bob.send('/w alice psst');
    await eventually(
      () => alice.plain.includes('psst'),
      () => 'no whisper',
    );
    expect(alice.hasRung).toBe(rings);
  });

  it('takes its name again when the connection breaks, goes back to its room, and shows what it has missed once', async () => {
    const server = await TestServer.start();
    const bob = await server.named('bob');
    let port = server.port;
    const alice = new Person(() => port, { room: 'dev' });
    await alice.sees('[dev] ');
    bob.send('/join dev');
    bob.send('one');
    await alice.sees('bob: one');
    port = 1; // nobody listens there
    alice.cut();
    await alice.sees('The connection is lost');
    alice.type('into the void\r');
    await alice.sees('! Not sent: there is no connection.');
    await alice.sees('(no connection) into the void');
    bob.send('two');
    await server.until('chat_messages_total{type="broadcast"}', (count) => count === 2);
    port = server.port;
    await alice.sees('bob: two');
    await alice.sees('- You are in dev.');
    await alice.sees('[dev] into the void');
    bob.send('three');
    await alice.sees('bob: three');
    alice.type('\r');
    await alice.sees('alice: into the void');
    expect(alice.plain).not.toMatch(/bob: (one|two|three)/);
  });

  it('leaves at Ctrl-C on an empty line, and clears a line that is not empty', async () => {
    const server = await TestServer.start();
    const alice = new Person(() => server.port);
    await alice.sees('[lobby] ');
    alice.type('never said');
    alice.type(CTRL_C);
    alice.type('said\r');
    await alice.sees('alice: said');
    alice.type(CTRL_C);
    await alice.ends('left');
    await server.until('chat_connected_clients', (count) => count === 0);
  });

  it('leaves at Ctrl-D, with or without a connection', async () => {
    const server = await TestServer.start();
    const [alice, bob] = [new Person(() => server.port), new Person(() => server.port, { name: undefined })];
    await alice.sees('[lobby] ');
    alice.type(CTRL_D);
    await alice.ends('left');
    await bob.sees('Your name: ');
    bob.type(CTRL_D);
    await bob.ends('left');
  });

  it('ends with the reason when the server sends it away for good, and with an error if there is no server at first', async () => {
    const server = await TestServer.start({ idleTimeout: 300 });
    const alice = new Person(() => server.port);
    await alice.sees('You were silent for too long, and have left.');
    await alice.ends('left');
    const bob = new Person(() => 1);
    await bob.ends('Error: connect ECONNREFUSED 127.0.0.1:1');
  });
});
