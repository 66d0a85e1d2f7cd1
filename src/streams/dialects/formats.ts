import type { Style } from '../model/preferences';
import type { Dialect } from './dialect';
import { type Dialects, dialectNamed } from './dialects';

/**
 * The formats in which clients are written to: each dialect, in each style that a client has chosen. Clients that have chosen the
 * same have the same object, so they share the bytes of their room.
 *
 * There are no more of them than styles: the zones from -12:00 to +14:00 in steps of a quarter of an hour, each with or without the
 * rest.
 */
export class Formats {
  private readonly styled = new Map<string, Dialect>();

  /** @param dialects the dialects that clients can choose */
  constructor(private readonly dialects: Dialects) {}

  /**
   * Finds a format.
   *
   * @param name the name of its dialect; without one, the first dialect is meant
   * @param style the style; without one, that of the dialect itself
   * @returns the format; the dialect itself if it knows no styles
   */
  of(name?: string, style?: Style): Dialect {
    const dialect = dialectNamed(this.dialects, name);
    if (style === undefined || !dialect.styled) return dialect;
    const { time, ids, joins, bell } = style;
    const key = [dialect.name, time, ids, joins, bell].join(' ');
    const known = this.styled.get(key);
    if (known) return known;
    const made = dialect.styled(style);
    this.styled.set(key, made);
    return made;
  }
}
