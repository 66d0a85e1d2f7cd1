import type { Connection } from './connection';
import type { Ending } from './ending';
import type { EndReason } from './message';

/** What is done to a connection: all that leaves the chat, carried out by the driver of the transport, in order. */
export type Write<C extends Connection = Connection> =
  /** Whole lines, or an answer to telnet negotiation. */
  | { readonly type: 'bytes'; readonly connection: C; readonly bytes: Uint8Array }
  /** Our side ends after all that was written; `reason` is why, if the client was sent one. */
  | { readonly type: 'end'; readonly connection: C; readonly reason?: EndReason }
  /** The connection is closed at once; what was not sent is lost. */
  | { readonly type: 'close'; readonly connection: C; readonly ending: Ending }
  /** From here on lines end by CR LF: the client has negotiated telnet. */
  | { readonly type: 'useCrLf'; readonly connection: C }
  /** Nothing is read from the client for so many milliseconds more. */
  | { readonly type: 'pauseReading'; readonly connection: C; readonly ms: number }
  /** Nothing is read from the client until it is held no longer. */
  | { readonly type: 'holdReading'; readonly connection: C; readonly isHeld: boolean };

export const bytes = <C extends Connection>(connection: C, bytes: Uint8Array): Write<C> => ({
  type: 'bytes',
  connection,
  bytes,
});
export const end = <C extends Connection>(connection: C, reason?: EndReason): Write<C> => ({
  type: 'end',
  connection,
  ...(reason !== undefined && { reason }),
});
export const close = <C extends Connection>(connection: C, ending: Ending): Write<C> => ({
  type: 'close',
  connection,
  ending,
});
export const pauseReading = <C extends Connection>(connection: C, ms: number): Write<C> => ({
  type: 'pauseReading',
  connection,
  ms,
});
export const useCrLf = <C extends Connection>(connection: C): Write<C> => ({ type: 'useCrLf', connection });
export const holdReading = <C extends Connection>(connection: C, isHeld: boolean): Write<C> => ({
  type: 'holdReading',
  connection,
  isHeld,
});
