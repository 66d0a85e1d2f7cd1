import type { OperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

const IAC = 255; // "interpret as command", RFC 854
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250; // start of a subnegotiation
const SE = 240; // end of a subnegotiation

type State = 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiationCommand';

/**
 * Removes telnet negotiation from a stream of bytes, chunked anywhere, and refuses each option once.
 *
 * Only the text that a person types passes.
 *
 * ```
 * source     --a------b----c--|    a = 'hi' IAC, b = DO ECHO, c = '!'
 *            stripTelnet(reply)
 * result     --x-----------c--|    x = 'hi'; reply was called with IAC WONT ECHO
 * ```
 *
 * - The answer to `IAC DO x` is `IAC WONT x`, and to `IAC WILL x` it is `IAC DONT x` (RFC 854), once for each. So the
 *   512 possible options bound what a client can make the server write.
 * - A subnegotiation is discarded up to its end, without buffering.
 * - `IAC IAC` stands for the byte 255, and so does a 255 before a byte that is not a command. Both pass, and because
 *   255 is not valid UTF-8, their line is refused later.
 * - A chunk without the byte 255 passes without a copy.
 *
 * @param reply receives the bytes of an answer to the client, 3 bytes per call
 * @returns an operator from chunks to chunks; an empty chunk is not emitted
 */
export function stripTelnet(reply: (answer: Uint8Array) => void): OperatorFunction<Uint8Array, Uint8Array> {
  return createOperatorFrom((destination) => new StripTelnet(destination, reply));
}

/** A class instead of closures, because there is one per client. */
class StripTelnet extends OperatorSubscriber<Uint8Array, Uint8Array> {
  private state: State = 'data';
  private verb = 0; // DO, DONT, WILL or WONT, until its option arrives
  private refused: Set<number> | undefined; // verb * 256 + option

  constructor(
    destination: Subscriber<Uint8Array>,
    private readonly reply: (answer: Uint8Array) => void,
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
      if (this.state === 'data') {
        if (byte === IAC) this.state = 'command';
        else text[length++] = byte;
      } else if (this.state !== 'command' || isCommand(byte)) this.state = this.afterCommandByte(byte);
      else {
        text[length++] = IAC;
        if (byte !== IAC) text[length++] = byte;
        this.state = 'data';
      }
    }
    if (length > 0) this.destination.next(text.subarray(0, length));
  }

  /** Handles a byte that is not plain data; returns the next state. */
  private afterCommandByte(byte: number): State {
    switch (this.state) {
      case 'option':
        this.refuse(byte);
        return 'data';
      case 'subnegotiation':
        return byte === IAC ? 'subnegotiationCommand' : 'subnegotiation';
      case 'subnegotiationCommand':
        return byte === SE ? 'data' : 'subnegotiation';
      default:
        this.verb = byte;
        if (byte === SB) return 'subnegotiation';
        return byte >= WILL && byte <= DONT ? 'option' : 'data';
    }
  }

  private refuse(option: number): void {
    if (this.verb !== DO && this.verb !== WILL) return; // DONT and WONT need no answer
    this.refused ??= new Set();
    const asked = this.verb * 256 + option;
    if (this.refused.has(asked)) return;
    this.refused.add(asked);
    this.reply(Uint8Array.of(IAC, this.verb === DO ? WONT : DONT, option));
  }
}

/** Whether a byte is a command of RFC 854: those from SE to DONT. */
function isCommand(byte: number): boolean {
  return byte >= SE && byte <= DONT;
}
