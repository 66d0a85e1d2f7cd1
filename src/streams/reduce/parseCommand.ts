/** What a named client asks for with a line. */
export type Command =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'whisper'; readonly to: string; readonly text: string }
  | { readonly type: 'users'; readonly everyone: boolean }
  | { readonly type: 'rooms' }
  | { readonly type: 'join'; readonly room: string }
  | { readonly type: 'leave' }
  | { readonly type: 'help' }
  | { readonly type: 'exit' }
  /** A command, but not one that can be carried out. */
  | { readonly type: 'unusable'; readonly code: 'whisper_usage' | 'unknown_command' };

const UNKNOWN: Command = { type: 'unusable', code: 'unknown_command' };

/**
 * Reads a line of a named client. Commands are matched whole: `/weather` is unknown, and no whisper to `eather`.
 *
 * @param line a line that is safe to show
 * @returns the command; a line that begins with one slash is never taken for something to say
 */
export function parseCommand(line: string): Command {
  if (!line.startsWith('/')) return { type: 'say', text: line };
  if (line.startsWith('//')) return { type: 'say', text: line.slice(1) };
  const [word, rest] = firstWord(line);
  switch (word) {
    case '/w': {
      const [to, text] = firstWord(rest);
      return text === '' ? { type: 'unusable', code: 'whisper_usage' } : { type: 'whisper', to, text };
    }
    case '/join':
      return { type: 'join', room: rest };
    case '/users':
      if (rest === '*') return { type: 'users', everyone: true };
      return rest === '' ? { type: 'users', everyone: false } : UNKNOWN;
    case '/rooms':
    case '/leave':
    case '/help':
    case '/exit':
      return rest === '' ? { type: word.slice(1) as 'rooms' | 'leave' | 'help' | 'exit' } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** The first word and what comes after it, both without the space around them. */
function firstWord(text: string): [word: string, rest: string] {
  const space = text.search(/\s/);
  return space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space).trim()];
}
