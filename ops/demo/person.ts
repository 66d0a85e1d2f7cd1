import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where the server is. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** Everybody who takes part, and what all of them together have said and seen. */
export class Crowd {
  said = 0;
  heard = 0;
  refused = 0;
  missed = 0;
  private readonly people = new Set<Person>();

  /** @param server where all of them go */
  constructor(private readonly server: Server) {}

  /**
   * Connects one more.
   *
   * @returns the person, who has no name yet
   * @throws the system's error where nobody listens there
   */
  async stranger(): Promise<Person> {
    const socket = connect({ ...this.server });
    await once(socket, 'connect');
    const person = new Person(socket, this);
    this.people.add(person);
    socket.once('close', () => this.people.delete(person));
    return person;
  }

  /** Connects one more and names him; kept when the server has accepted the name. */
  async named(name: string): Promise<Person> {
    const person = await this.stranger();
    const accepted = person.hears((line) => line === 'OK' || line.startsWith('ERR'));
    person.say(name);
    const answer = await accepted;
    if (answer !== 'OK') throw new Error(`the server does not let ${name} in: ${answer}`);
    return person;
  }

  /** Cuts whoever is still connected, so that nothing keeps the process alive. */
  disperse(): void {
    for (const person of this.people) person.vanish();
  }
}

const SKIPPED = /^SYSTEM: (\d+) lines? skipped/;

/** Somebody with a connection to the server: says lines, counts what is heard, and can stop reading. */
export class Person {
  private rest = '';
  private readonly waiting = new Set<(line: string) => void>();

  /**
   * @param socket a connection to the server
   * @param crowd takes what this person says and sees
   */
  constructor(
    private readonly socket: Socket,
    private readonly crowd: Crowd,
  ) {
    socket.setEncoding('utf8').setNoDelay(true);
    socket.on('data', this.onText as (data: Buffer | string) => void);
    socket.on('error', () => undefined); // `close` follows, and that is what counts
  }

  /** Whether the connection still stands. */
  get here(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  /** Sends a line. */
  say(line: string): void {
    if (!this.here) return;
    this.crowd.said += 1;
    this.socket.write(`${line}\n`);
  }

  /** Sends bytes as they are, without the end of a line. */
  sendRaw(bytes: string): void {
    if (this.here) this.socket.write(bytes, 'latin1');
  }

  /** The next line that is what somebody waits for. Rejected where the connection ends before. */
  hears(wanted: (line: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const gone = (): void => {
        this.waiting.delete(look);
        reject(new Error('the server has closed the connection'));
      };
      const look = (line: string): void => {
        if (!wanted(line)) return;
        this.waiting.delete(look);
        this.socket.off('close', gone);
        resolve(line);
      };
      this.waiting.add(look);
      this.socket.once('close', gone);
    });
  }

  /** Stops reading: what the server sends fills the buffers of the two systems, and then those of the server. */
  fallAsleep(): void {
    this.socket.pause();
  }

  /** Reads on. */
  wakeUp(): void {
    this.socket.resume();
  }

  /** Says goodbye, and waits for the end of the stream, for two seconds at most. */
  async leave(): Promise<void> {
    if (this.socket.destroyed) return;
    const closed = once(this.socket, 'close');
    this.wakeUp();
    this.say('/exit');
    this.socket.end();
    const patience = setTimeout(() => this.socket.destroy(), 2000);
    await closed;
    clearTimeout(patience);
  }

  /** Is gone without a word, as when a cable is pulled. */
  vanish(): void {
    this.socket.resetAndDestroy();
  }

  private readonly onText = (text: string): void => {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.crowd.heard += 1;
      if (line.startsWith('ERR ')) this.crowd.refused += 1;
      else if (line.startsWith('SYSTEM: ')) this.crowd.missed += Number(SKIPPED.exec(line)?.[1] ?? 0);
      for (const look of this.waiting) look(line);
    }
  };
}
