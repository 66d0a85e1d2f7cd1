import { movedText } from '../client/log';
import type { Entry } from '../client/model';
import { visible } from '../streams/decode/visible';
import type { Paint } from './paint';

/** Where a line begins that has no time. */
const MARGIN = ' '.repeat('14:03 '.length);

/**
 * What a line of the log looks like on a terminal: its time where the person is, and what has happened.
 *
 * ```
 * 14:03 bob: hello
 * 14:03 * bob waves
 * 14:03 bob whispers: psst
 *       - carol joined
 * ```
 *
 * @param entry the line
 * @param paint what the terminal can show
 * @returns one line, in which nothing that others have chosen moves the cursor
 */
export function entryText(entry: Entry, paint: Paint): string {
  switch (entry.kind) {
    case 'said': {
      const { from, isAction, isMention } = entry;
      const text = isMention ? paint.strong(visible(entry.text)) : visible(entry.text);
      const name = paint.name(visible(from));
      return `${timeText(entry, paint)}${isAction ? `* ${name} ` : `${name}: `}${text}`;
    }
    case 'whisper': {
      const { from, to = '' } = entry;
      const who =
        from === undefined ? `you whisper to ${paint.name(visible(to))}` : `${paint.name(visible(from))} whispers`;
      return `${timeText(entry, paint)}${who}: ${paint.strong(visible(entry.text))}`;
    }
    case 'moved':
      return noteText(movedText(entry), paint);
    case 'note':
      return entry.isFault ? faultText(entry.text, paint) : noteText(entry.text, paint);
  }
}

/** A sentence about the chat. */
export const noteText = (text: string, { faint }: Paint): string => faint(`${MARGIN}- ${visible(text)}`);

/** A sentence about what did not work. */
export const faultText = (text: string, { fault }: Paint): string => `${MARGIN}${fault(`! ${visible(text)}`)}`;

/** The day, between lines of different days. */
export function dayText(at: Date, { faint }: Paint): string {
  return faint(`${MARGIN}${at.toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long' })}`);
}

function timeText({ at }: Entry, { faint }: Paint): string {
  if (at === undefined) return MARGIN;
  const time = new Date(at);
  const parts = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return `${faint(parts.join(':'))} `;
}
