import type { ServerMessage } from './model';

/**
 * The objects in a message of a WebSocket, each of which is a line.
 *
 * @param text the message
 * @returns the objects, in order; what is none is passed over
 */
export function messagesIn(text: string): readonly ServerMessage[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as ServerMessage];
    } catch {
      return [];
    }
  });
}
