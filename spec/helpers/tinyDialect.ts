import type { Dialect } from '../../src/streams/dialects/dialect';
import type { Dialects } from '../../src/streams/dialects/dialects';
import { text } from '../../src/streams/dialects/text';

/**
 * A dialect of specs, which shares nothing with the one that people read: a line for the type of a message, and one for its
 * data if it has any. So the same messages are another number of lines and of bytes than in any other dialect.
 *
 * ```
 * event: said
 * data: {"room":"dev","from":"alice","text":"hello"}
 * ```
 *
 * A client says what it writes, and `!WORD REST` is a command.
 */
export const tiny: Dialect = {
  name: 'tiny',
  read(line, isNamed) {
    if (!isNamed) return { type: 'name', name: line };
    if (!line.startsWith('!')) return { type: 'say', text: line };
    const [word = '', ...rest] = line.slice(1).split(' ');
    return { type: 'command', word, rest: rest.join(' ') };
  },
  show({ type, ...data }) {
    const event = `event: ${type}`;
    return Object.keys(data).length === 0 ? [event] : [event, `data: ${JSON.stringify(data)}`];
  },
};

/** The dialect of all clients at first, and the tiny one. */
export const TEXT_AND_TINY: Dialects = [text, tiny];
