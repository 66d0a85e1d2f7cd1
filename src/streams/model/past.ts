import type { Stamp } from './stamp';

/** A line that was said in a room, with the stamp of its event. */
export interface PastLine extends Stamp {
  readonly from: string;
  readonly text: string;
  /** It was done, not said: `/me waves`. */
  readonly action?: true;
}

/** Which lines of a room's past a client asks for. */
export type PastRequest =
  /** The last ones, so many at most. */
  | { readonly type: 'last'; readonly lines: number }
  /** Those that were said in the last so many milliseconds. */
  | { readonly type: 'within'; readonly ms: number }
  /** Those that were said after the event with this number. */
  | { readonly type: 'since'; readonly seq: number };

/** Lines of a room's past, the oldest first. */
export interface PastPage {
  readonly lines: readonly PastLine[];
  /** How many lines were asked for, whether they are still kept or not. */
  readonly of: number;
  /** How many of them are kept, and come after the lines of this page. */
  readonly more: number;
}
