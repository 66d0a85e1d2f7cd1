import type { Message } from '../model/message';
import type { Style } from '../model/preferences';
import type { Stamp } from '../model/stamp';

/** What a client asks for with a line. */
export type Request =
  /** A client without a name gives one. */
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'say'; readonly text: string }
  /** A command: its word, without the slash that a person types, and what follows it. */
  | { readonly type: 'command'; readonly word: string; readonly rest: string };

/**
 * A wire format: how the lines of a client are read, and how messages become lines.
 *
 * A room encodes its messages once for each dialect in use there, in each style in use; all members with the same share the bytes.
 */
export interface Dialect {
  /** What a client names it by: `/NAME` as its first line. */
  readonly name: string;
  /**
   * Reads a line.
   *
   * @param line a line that is safe to show
   * @param isNamed whether the client has a name; without one, the line gives it
   */
  read(line: string, isNamed: boolean): Request;
  /**
   * Shows a message.
   *
   * @param message the message
   * @param stamp the place and the time of the event that it tells of; missing if that is no event
   * @returns its lines, without their terminators; none of them has a control character, but for a bell at the end that the
   *   style of a client asks for. Only what a style hides has no line
   */
  show(message: Message, stamp?: Stamp): readonly string[];
  /** The same dialect in a style that a client has chosen, if it knows styles. */
  styled?(style: Style): Dialect;
  /** Reads the number of the event in a line that it has made, if that has one. */
  readonly numberIn?: (line: string) => number | undefined;
}
