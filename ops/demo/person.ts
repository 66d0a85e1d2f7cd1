import { StringDecoder } from 'node:string_decoder';
import { LineClient, type Target } from '../../testkit/lineClient';
import { LineWaiter } from '../../testkit/lineWaiter';
import { patient } from '../../testkit/patience';

/** How long the server may take to close a connection after `/exit`, in ms. */
const GOODBYE = 2000;

/** All who take part, and what all of them together have said and seen. */
export class Crowd {
  said = 0;
  heard = 0;
  refused = 0;
  missed = 0;
  private readonly people = new Set<Person>();

  /** @param server where all of them go */
  constructor(private readonly server: Target) {}

  /**
   * Connects one more.
   *
   * @returns the person, who has no name yet
   * @throws the system's error when no server listens there
   */
  async stranger(): Promise<Person> {
    const person = await Person.at(this.server, this);
    this.people.add(person);
    void person.gone.then(() => this.people.delete(person));
    return person;
  }

  /** Connects one more and names him; resolves when the server has accepted the name. */
  async named(name: string): Promise<Person> {
    const person = await this.stranger();
    const accepted = person.hears((line) => line === 'OK' || line.startsWith('ERR'));
    person.say(name);
    const answer = await accepted;
    if (answer !== 'OK') throw new Error(`the server does not let ${name} in: ${answer}`);
    return person;
  }

  /** Cuts all who are still connected, so that nothing keeps the process alive. */
  disperse(): void {
    for (const person of this.people) person.vanish();
  }
}

const SKIPPED = /^SYSTEM: (\d+) lines? skipped/;

/** A person with a connection to the server: says lines, counts what is heard, and can stop reading. */
export class Person {
  /** Resolves when the connection is closed. */
  readonly gone: Promise<void>;
  private rest = '';
  private readonly decoder = new StringDecoder();
  private readonly waiter = new LineWaiter();
  private readonly client: LineClient;

  private constructor(
    server: Target,
    private readonly crowd: Crowd,
  ) {
    this.client = new LineClient(server, { onBytes: this.onBytes });
    this.gone = this.client.closed;
    void this.gone.then(() => {
      this.waiter.end();
    });
  }

  /**
   * Connects.
   *
   * @param server where
   * @param crowd takes what this person says and sees
   * @throws the system's error when no server listens there
   */
  static async at(server: Target, crowd: Crowd): Promise<Person> {
    const person = new Person(server, crowd);
    await person.client.opened();
    return person;
  }

  /** Whether the connection still stands. */
  get here(): boolean {
    return this.client.isWritable;
  }

  /** Sends a line. */
  say(line: string): void {
    if (!this.here) return;
    this.crowd.said += 1;
    this.client.send(line);
  }

  /** Sends bytes as they are, a byte for each character, without the end of a line. */
  sendRaw(bytes: string): void {
    this.client.write(Buffer.from(bytes, 'latin1'));
  }

  /** The next line that is waited for. Rejected when the connection ends before. */
  async hears(wanted: (line: string) => boolean): Promise<string> {
    const line = await this.waiter.next(wanted);
    if (line === undefined) throw new Error('the server has closed the connection');
    return line;
  }

  /** Stops reading: what the server sends fills the buffers of the two systems, and then those of the server. */
  fallAsleep(): void {
    this.client.pause();
  }

  /** Reads on. */
  wakeUp(): void {
    this.client.resume();
  }

  /** Says goodbye, and waits for the end of the stream, but not for long. */
  async leave(): Promise<void> {
    if (this.client.isClosed) return;
    this.wakeUp();
    this.say('/exit');
    this.client.hangUp();
    const patience = setTimeout(() => void this.client.cut(), patient(GOODBYE));
    await this.gone;
    clearTimeout(patience);
  }

  /** Is gone without a word, as when a cable is pulled. */
  vanish(): void {
    this.client.reset();
  }

  private readonly onBytes = (bytes: Buffer): void => {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.crowd.heard += 1;
      if (line.startsWith('ERR ')) this.crowd.refused += 1;
      else if (line.startsWith('SYSTEM: ')) this.crowd.missed += Number(SKIPPED.exec(line)?.[1] ?? 0);
      this.waiter.note(line);
    }
  };
}
