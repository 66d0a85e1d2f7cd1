import type { OperatorFunction } from 'rxjs';
import { operate } from './operate';

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
 * - `IAC IAC` stands for the byte 255. It goes on, and since it is no UTF-8 its line will be refused.
 * - A piece without the byte 255 goes on as it is, not copied: text never holds that byte, for it is no UTF-8.
 *
 * @param reply takes the bytes of an answer to the client, 3 bytes a time
 * @returns an operator from pieces to pieces; one of which nothing is left is not emitted
 */
export function stripTelnet(reply: (answer: Uint8Array) => void): OperatorFunction<Uint8Array, Uint8Array> {
  return operate((subscriber) => {
    let state: State = 'data';
    let verb = 0; // DO, DONT, WILL or WONT, while its option has not come yet
    let refused: Set<number> | undefined; // verb * 256 + option

    const refuse = (option: number): void => {
      if (verb !== DO && verb !== WILL) return; // DONT and WONT ask for nothing
      refused ??= new Set();
      const asked = verb * 256 + option;
      if (refused.has(asked)) return;
      refused.add(asked);
      reply(Uint8Array.of(IAC, verb === DO ? WONT : DONT, option));
    };
    /** Takes one byte of what is not plain data; returns the state after it. */
    const command = (byte: number): State => {
      switch (state) {
        case 'option':
          refuse(byte);
          return 'data';
        case 'subnegotiation':
          return byte === IAC ? 'subnegotiationCommand' : 'subnegotiation';
        case 'subnegotiationCommand':
          return byte === SE ? 'data' : 'subnegotiation';
        default:
          verb = byte;
          if (byte === SB) return 'subnegotiation';
          return byte >= WILL && byte <= DONT ? 'option' : 'data';
      }
    };

    return {
      next(piece) {
        if (state === 'data' && !piece.includes(IAC)) {
          subscriber.next(piece);
          return;
        }
        const text = new Uint8Array(piece.length);
        let length = 0;
        for (const byte of piece) {
          if (state === 'data' && byte === IAC) state = 'command';
          else if (state === 'data' || (state === 'command' && byte === IAC)) {
            text[length++] = byte;
            state = 'data';
          } else state = command(byte);
        }
        if (length > 0) subscriber.next(text.subarray(0, length));
      },
    };
  });
}
