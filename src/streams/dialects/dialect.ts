import type { Message } from '../model/message';
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
 * A room encodes its messages once for each dialect in use there, and all members with that dialect share the bytes.
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
   * @returns its lines, at least one, without their terminators; none of them has a control character
   */
  show(message: Message, stamp?: Stamp): readonly string[];
}
