import type { Dialect } from '../../src/streams/dialects/dialect';
import { text } from '../../src/streams/dialects/text';
import type { Dialects } from '../../src/streams/dialects/dialects';

/**
 * A dialect of its own for specs: a client that has chosen it by `/tiny` asks for a command with `!` in place of `/`, and
 * receives the type of each message instead of its text.
 */
const tiny: Dialect = {
  name: 'tiny',
  read: (line, isNamed) => {
    if (!isNamed) return { type: 'name', name: line };
    const [word = '', ...rest] = line.slice(1).split(' ');
    return line.startsWith('!') ? { type: 'command', word, rest: rest.join(' ') } : { type: 'say', text: line };
  },
  show: ({ type }) => [`<${type}>`],
};

/** The dialect of all clients at first, and the tiny one. */
export const TEXT_AND_TINY: Dialects = [text, tiny];
