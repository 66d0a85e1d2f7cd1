import type { OperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

const IAC = 255; // "interpret as command", RFC 854
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250; // the start of a subnegotiation
const SE = 240; // and its end

type State = 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiationCommand';

/**
 * Takes telnet negotiation out of pieces of bytes, wherever it is cut, and refuses each option once.
 *
 * A telnet client negotiates, a person types; only what the person types goes on.
 *
 * ```
 * source     --a------b----c--|    a = 'hi' IAC, b = DO ECHO, c = '!'
 *            stripTelnet(reply)
 * result     --x-----------c--|    x = 'hi'; reply was called with IAC WONT ECHO
 * ```
 *
 * - `IAC DO x` is answered by `IAC WONT x` and `IAC WILL x` by `IAC DONT x` (RFC 854), the first time for each: what a
 *   client can make the server write is bounded by the 512 options there are.
 * - A subnegotiation is thrown away up to its end, without being kept.
 * - `IAC IAC` stands for the byte 255, and a 255 before a byte that is no command for itself: both go on, and since 255
 *   is no UTF-8 their line will be refused.
 * - A piece without the byte 255 goes on as it is, not copied: text never holds that byte, for it is no UTF-8.
 *
 * @param reply takes the bytes of an answer to the client, 3 bytes a time
 * @returns an operator from pieces to pieces; one of which nothing is left is not emitted
 */
export function stripTelnet(reply: (answer: Uint8Array) => void): OperatorFunction<Uint8Array, Uint8Array> {
  return createOperatorFrom((destination) => new StripTelnet(destination, reply));
}

/** A class, not closures: there is one for each client. */
class StripTelnet extends OperatorSubscriber<Uint8Array, Uint8Array> {
  private state: State = 'data';
  private verb = 0; // DO, DONT, WILL or WONT, while its option has not come yet
  private refused: Set<number> | undefined; // verb * 256 + option

  constructor(
    destination: Subscriber<Uint8Array>,
    private readonly reply: (answer: Uint8Array) => void,
  ) {
    super(destination);
  }

  protected onNext(piece: Uint8Array): void {
    if (this.state === 'data' && !piece.includes(IAC)) {
      this.destination.next(piece);
      return;
    }
    const text = new Uint8Array(piece.length + 1); // one more, for a 255 at the end of the piece before
    let length = 0;
    for (const byte of piece) {
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

  /** Takes one byte of what is not plain data. */
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
    if (this.verb !== DO && this.verb !== WILL) return; // DONT and WONT ask for nothing
    this.refused ??= new Set();
    const asked = this.verb * 256 + option;
    if (this.refused.has(asked)) return;
    this.refused.add(asked);
    this.reply(Uint8Array.of(IAC, this.verb === DO ? WONT : DONT, option));
  }
}

/** The commands of RFC 854 are the bytes from SE to DONT. */
function isCommand(byte: number): boolean {
  return byte >= SE && byte <= DONT;
}
