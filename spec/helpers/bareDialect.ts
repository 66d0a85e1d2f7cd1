import type { Dialect } from '../../src/streams/dialects/dialect';
import type { Message } from '../../src/streams/model/message';

/** A dialect of specs: one line for each message, with nothing around its text. */
export const bare: Dialect = {
  name: 'bare',
  read: (line, isNamed) => (isNamed ? { type: 'say', text: line } : { type: 'name', name: line }),
  show: (message) => [lineOf(message)],
};

/** The message that the bare dialect shows as this line. */
export const note = (line: string): Message => ({ type: 'notice', text: line });

function lineOf(message: Message): string {
  switch (message.type) {
    case 'notice':
      return message.text;
    case 'skipped':
      return `${message.lines} skipped`;
    case 'end':
      return `end: ${message.reason}`;
    default:
      return JSON.stringify(message);
  }
}
