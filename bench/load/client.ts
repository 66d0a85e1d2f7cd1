import { connect, type Socket } from 'node:net';
import type { MarkReader } from './markReader';
import type { Wire } from './wire';

/** What a client tells about itself. */
export interface Observer {
  /** It has its name. */
  joined(): void;
  /** A piece of so many bytes has come, with so many marks. */
  received(bytes: number, marks: number): void;
  /** Its connection is over, and it was not the one who ended it. */
  ended(client: Client, reason: string): void;
}

/** One buffer serves all clients, 256 KiB large: what is read into it is counted before anything else is read. */
const piece = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * One client: it names itself, counts what it receives, and says what it is asked to say. It is no `LineClient` of the
 * testkit, because the load has to read more lines a second than a server can write: all clients read into one buffer, and
 * nothing of it is copied or kept.
 */
export class Client {
  /** How many marked lines it has received. */
  marks = 0;
  private readonly socket: Socket;
  private unanswered: string | undefined = ''; // what came before the name was accepted
  private reason = 'the server ended it';

  constructor(
    readonly name: string,
    target: { readonly host: string; readonly port: number },
    private readonly reader: MarkReader,
    private readonly observer: Observer,
    private readonly wire: Wire,
  ) {
    this.socket = connect({ ...target, noDelay: true, onread: { buffer: piece, callback: this.onRead } });
    this.socket.on('error', (error) => (this.reason = error.message)).on('close', this.onClose);
    this.socket.write(wire.hello, 'latin1');
    this.say(`${name}\n`);
  }

  /** Sends whole lines of single-byte characters. */
  say(text: string): void {
    this.socket.write(this.wire.send(text), 'latin1');
  }

  /** Reads no more, and so lets the server's buffers fill. */
  stall(): void {
    this.socket.pause();
  }

  cut(): void {
    this.socket.off('close', this.onClose).destroy();
  }

  private readonly onClose = (): void => {
    this.observer.ended(this, this.reason);
  };

  private readonly onRead = (length: number): boolean => {
    if (this.unanswered !== undefined) this.readAnswer(this.unanswered + piece.toString('latin1', 0, length));
    const marks = this.reader.take(piece, length);
    this.marks += marks;
    this.observer.received(length, marks);
    return true;
  };

  private readAnswer(text: string): void {
    const answer = this.wire.answer(text);
    this.unanswered = answer === undefined ? text : undefined;
    if (answer === 'OK') this.observer.joined();
    else if (answer !== undefined) this.observer.ended(this, answer);
  }
}
