/** What the codes of the server mean, for a person who does not know them. */
const WORDS: Readonly<Record<string, string>> = {
  username_taken: 'Somebody has that name. Choose another one.',
  username_invalid: 'That is no name here. Use 1 to 16 letters, digits, - or _.',
  user_not_found: 'Nobody here has that name.',
  cannot_whisper_self: 'That is you.',
  whisper_usage: 'A whisper needs a name and a text: /w NAME TEXT',
  reply_to_nobody: 'Nobody has whispered to you yet.',
  reply_changed: 'Somebody else has whispered to you meanwhile. Send it again if it is for them.',
  me_usage: 'Say what you do: /me waves',
  room_invalid: 'That is no name for a room. Use 1 to 16 letters, digits, - or _.',
  unknown_command: 'There is no such command. /help lists those there are; //text says a text with a slash in front.',
  invalid_utf8: 'That was no text.',
  line_too_long: 'That line is too long: a line has at most 512 characters.',
  message_too_long: 'That line is too long: a line has at most 512 characters.',
  rate_limited: 'That was too fast. Some lines were not sent; wait a moment.',
  history_unknown: 'The server has started anew, and does not know what was said before.',
  registration_timeout: 'You did not choose a name in time.',
  idle_timeout: 'You were silent for too long, and have left.',
  server_full: 'The server is full. It is tried again.',
  server_busy: 'The server is busy. It is tried again.',
  too_many_connections: 'There are too many connections from your address. It is tried again.',
  internal_error: 'The server had a fault. It is tried again.',
  node_lost: 'The server lost the others. It is tried again.',
  restarting: 'The server restarts. It is tried again.',
  shutdown: 'The server stops. It is tried again.',
};

/**
 * Says in words what the server has refused.
 *
 * @param code the code
 * @param hint what the server adds, which is more exact
 */
export function words(code: string, hint?: string | null): string {
  const known = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (known !== undefined && code !== 'username_invalid') return known;
  if (hint === undefined || hint === null) return known ?? `The server has refused that: ${code}`;
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`;
}
