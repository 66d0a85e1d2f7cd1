import { Subject } from 'rxjs';
import type { Connection, Remote } from '../../src/streams/model/connection';
import { ConnectionEndedError, type Ending } from '../../src/streams/model/ending';
import { END } from '../helpers/modelReader';

const IAC = 255;

/** A connection without a socket: the client's side of it is in the hands of a spec, and so is every moment. */
export class FakeConnection implements Connection {
  readonly remote: Remote;
  private readonly sent$ = new Subject<Uint8Array>();
  private readonly taking$ = new Subject<boolean>();
  readonly chunks$ = this.sent$.asObservable();
  readonly demand$ = this.taking$.asObservable();
  /** The bytes of all lines that were written to it, a character for each. */
  private bytes = '';
  /** The answers to telnet negotiation. */
  readonly answers: string[] = [];
  hasEnded = false;
  isBroken = false;

  constructor(
    readonly id: number,
    address: string,
  ) {
    this.remote = { address, port: 1024 + id };
  }

  /** All that the client could read: its lines, and the end of the connection where that has come. */
  get lines(): string[] {
    const lines = Buffer.from(this.bytes, 'latin1').toString().split('\n');
    const rest = lines.pop();
    return [...lines, ...(rest ? [`(unfinished: ${rest})`] : []), ...(this.hasEnded ? [END] : [])];
  }

  pauseReading(): void {
    // What it sends is in the hands of a spec.
  }

  holdReading(): void {
    // The same.
  }

  write(bytes: Uint8Array): void {
    if (bytes[0] === IAC) {
      this.answers.push(Buffer.from(bytes).toString('hex'));
      return;
    }
    if (this.hasEnded || this.isBroken) this.bytes += '(written after the end)\n';
    this.bytes += Buffer.from(bytes).toString('latin1');
  }

  end(): void {
    if (!this.isBroken) this.hasEnded = true;
  }

  close(ending: Ending): void {
    if (!this.isBroken) this.breaks(ending);
  }

  /** The client sends a piece. */
  sends(piece: Uint8Array): void {
    this.sent$.next(piece);
  }

  /** The client ends its side. */
  ends(): void {
    this.sent$.complete();
  }

  /** The connection is gone. */
  breaks(ending: Ending): void {
    this.isBroken = true;
    this.sent$.error(new ConnectionEndedError(ending));
    this.taking$.complete();
  }

  /** The client reads no more, or again. */
  takes(more: boolean): void {
    this.taking$.next(more);
  }
}
