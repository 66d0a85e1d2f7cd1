import type { EndReason } from '../model/message';

/** What was read by a framing. */
export interface Unframed {
  /** The lines and pieces of lines; nothing if there are none. */
  readonly lines: Uint8Array | undefined;
  /** What the framing itself answers. */
  readonly answer?: Uint8Array;
  /** The client has ended its side, or what it sent is no frame: nothing that follows is read. */
  readonly over?: 'ended' | 'faulty';
}

/** How lines stand in the bytes of a connection, if not as they are. */
export interface Framing {
  /** Takes lines out of what was read. Without it they are as they are. */
  read?(bytes: Uint8Array): Unframed;
  /**
   * Puts whole lines into bytes.
   *
   * @param lines whole lines that end with a newline; not changed
   * @returns the bytes; the same ones for the same lines as in the call before, since a room gives them to all its members
   */
  write(lines: Uint8Array): Uint8Array;
  /** The last bytes of our side, after all lines. */
  end?(reason?: EndReason): Uint8Array;
}
