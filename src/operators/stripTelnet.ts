import type { OperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';
import { DEL, ENQ, ETX, NAK } from '../buffers/lineControls';

/** The byte that begins a command of telnet, and is in no text. */
export const IAC = 255; // "interpret as command", RFC 854
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250; // start of a subnegotiation
const EL = 248; // erase line
const EC = 247; // erase character
const AYT = 246; // are you there
const IP = 244; // interrupt process: Ctrl-C
const BRK = 243; // break
const ABORT = 238; // RFC 1184: Ctrl-\
const EOF = 236; // RFC 1184: Ctrl-D; 237 is SUSP, Ctrl-Z

/** An option that is a question, which has to be answered each time (RFC 860). */
const TIMING_MARK = 6;

/** Options of a terminal: ECHO (RFC 857) and SUPPRESS-GO-AHEAD (RFC 858). */
const TERMINAL_OPTIONS: readonly number[] = [1, 3];

/** The longest subnegotiation, in bytes. What a client sends beyond that is text again, so that none swallows all input. */
const MAX_SUBNEGOTIATION_BYTES = 4096;

/** The largest piece of answers, in bytes: a full socket holds four of them. An answer has 3. */
const MAX_ANSWERS_BYTES = 1020;

/** What passes as text in the place of a command: the control character that a terminal would have sent for it. */
const CONTROLS: ReadonlyMap<number, number> = new Map([
  [EC, DEL],
  [EL, NAK],
  [AYT, ENQ],
  [IP, ETX],
  [BRK, ETX],
  [ABORT, ETX],
  [EOF, ETX],
]);

type State = 'data' | 'command' | 'doubled' | 'option' | 'subnegotiation' | 'subnegotiationCommand';

/**
 * Removes telnet commands from a stream of bytes, chunked anywhere, and refuses each option.
 *
 * Only the text that a person types passes, and the control characters for what a person asks for by a command.
 *
 * ```
 * source     --a------b----c--|    a = 'hi' IAC, b = DO ECHO, c = '!'
 *            stripTelnet(reply)
 * result     --x-----------c--|    x = 'hi'; reply was called with IAC WONT ECHO
 * ```
 *
 * - The answer to `IAC DO x` is `IAC WONT x`, and to `IAC WILL x` it is `IAC DONT x` (RFC 854), once for each. `DO
 *   TIMING-MARK` is a question, which is answered each time: a client that has asked shows nothing until then.
 * - `EC` passes as DEL, `EL` as NAK, `AYT` as ENQ, and `IP`, `BRK`, `ABORT` and `EOF` as ETX: see `splitLines`.
 * - A subnegotiation is discarded without buffering. It ends at `IAC SE`, at any other command, which is then carried
 *   out, and at 4,096 bytes.
 * - `IAC IAC` stands for the byte 255, which passes, and because it is not valid UTF-8, its line is refused later.
 * - **Gotcha**: a command that a client sends as urgent data arrives without its second byte. So an IAC before a byte
 *   that is neither IAC nor a command is dropped alone, and so is the first IAC of `IAC IAC` before the rest of a
 *   command.
 * - A chunk without the byte 255 passes without a copy.
 *
 * @param reply receives the answers to the commands of a chunk, 3 bytes for each and many in one piece, before its text
 *   passes
 * @param negotiated called once, when the client has negotiated as a terminal does: it has asked for or offered ECHO or
 *   SUPPRESS-GO-AHEAD, or two different options. A single other one, such as the question TIMING-MARK, is none
 * @returns an operator from chunks to chunks; an empty chunk is not emitted
 */
export function stripTelnet(
  reply: (answer: Uint8Array) => void,
  negotiated: () => void = () => undefined,
): OperatorFunction<Uint8Array, Uint8Array> {
  return createOperatorFrom((destination) => new StripTelnet(destination, reply, negotiated));
}

/** A class instead of closures, because there is one per client. */
class StripTelnet extends OperatorSubscriber<Uint8Array, Uint8Array> {
  private state: State = 'data';
  private verb = 0; // DO, DONT, WILL or WONT, until its option arrives
  private answers: number[] = []; // to the commands of the current chunk
  private option: number | undefined; // the first one of a negotiation
  private isTerminal = false; // it has negotiated as one
  private discarded = 0; // bytes of the current subnegotiation
  private refused: Uint8Array | undefined; // a bit for each of 512: options asked for by DO, then those offered by WILL

  constructor(
    destination: Subscriber<Uint8Array>,
    private readonly reply: (answer: Uint8Array) => void,
    private readonly negotiated: () => void,
  ) {
    super(destination);
  }

  protected onNext(chunk: Uint8Array): void {
    if (this.state === 'data' && !chunk.includes(IAC)) {
      this.destination.next(chunk);
      return;
    }
    const text = new Uint8Array(chunk.length + 1); // 1 more, for a 255 at the end of the previous chunk
    let length = 0;
    for (const byte of chunk) {
      if (this.state === 'doubled' && !isCommand(byte)) {
        text[length++] = IAC;
        this.state = 'data';
      }
      if (this.state === 'data') {
        if (byte === IAC) this.state = 'command';
        else text[length++] = byte;
      } else if (this.state === 'command' && byte < IAC && !isCommand(byte)) {
        this.state = 'data';
        text[length++] = byte;
      } else {
        const control = this.isCommandNext && CONTROLS.get(byte);
        if (control) text[length++] = control;
        this.state = this.afterByte(byte);
      }
    }
    this.sendAnswers();
    if (length > 0) this.destination.next(text.subarray(0, length));
  }

  protected override onComplete(): void {
    if (this.state === 'doubled') this.destination.next(Uint8Array.of(IAC));
    this.destination.complete();
  }

  /** Whether the next byte is a command, if it is in the range of commands. */
  private get isCommandNext(): boolean {
    return this.state === 'command' || this.state === 'doubled' || this.state === 'subnegotiationCommand';
  }

  /** Handles a byte that is not plain data; returns the next state. */
  private afterByte(byte: number): State {
    switch (this.state) {
      case 'option':
        this.refuse(byte);
        return 'data';
      case 'subnegotiation':
        if (byte === IAC) return 'subnegotiationCommand';
        return this.discard();
      case 'subnegotiationCommand':
        return isCommand(byte) ? this.command(byte) : this.discard(); // the end, SE, is a command too
      default:
        return byte === IAC ? 'doubled' : this.command(byte);
    }
  }

  private command(byte: number): State {
    this.verb = byte;
    this.discarded = 0;
    if (byte === SB) return 'subnegotiation';
    return byte >= WILL && byte <= DONT ? 'option' : 'data';
  }

  private discard(): State {
    this.discarded += 1;
    return this.discarded < MAX_SUBNEGOTIATION_BYTES ? 'subnegotiation' : 'data';
  }

  private refuse(option: number): void {
    if (this.verb !== DO && this.verb !== WILL) return; // DONT and WONT need no answer
    this.note(option);
    const isQuestion = this.verb === DO && option === TIMING_MARK;
    if (!isQuestion && this.isRefused(option)) return;
    this.answers.push(IAC, this.verb === DO ? WONT : DONT, option);
    if (this.answers.length >= MAX_ANSWERS_BYTES) this.sendAnswers();
  }

  /** Many in one piece: a chunk may have thousands of questions. */
  private sendAnswers(): void {
    if (this.answers.length === 0) return;
    const answers = Uint8Array.from(this.answers);
    this.answers = [];
    this.reply(answers);
  }

  /** Finds out whether the client negotiates as a terminal does. */
  private note(option: number): void {
    if (this.isTerminal) return;
    this.option ??= option;
    this.isTerminal = TERMINAL_OPTIONS.includes(option) || option !== this.option;
    if (this.isTerminal) this.negotiated();
  }

  /** Whether an option was refused before; from now on it was. */
  private isRefused(option: number): boolean {
    this.refused ??= new Uint8Array(64); // 512 bits
    const place = (this.verb === DO ? 0 : 32) + (option >> 3);
    const before = this.refused[place] ?? 0;
    const bit = 1 << (option & 7);
    this.refused[place] = before | bit;
    return (before & bit) !== 0;
  }
}

/** Whether a byte is a command of RFC 854, or one of RFC 885 and RFC 1184: those from EOF to DONT. */
function isCommand(byte: number): boolean {
  return byte >= EOF && byte <= DONT;
}
