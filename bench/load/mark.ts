/**
 * The mark that each line of the load holds, and by which it is known again: `^`, then hexadecimal digits for when it was
 * posted, who posted it and which one of that sender's lines it is. The `^` is nowhere else in a line.
 */
export interface Mark {
  /** When the line was posted, in microseconds of the load's clock. */
  readonly posted: number;
  /** From 0 to 255. */
  readonly sender: number;
  /** 0 for a sender's first line, and one more for each; `WHISPERED` for what is outside of the room's sequence. */
  readonly sequence: number;
}

/** The byte that a mark begins with. */
export const MARK_BYTE = 0x5e;

const POSTED_DIGITS = 10; // 12 days of microseconds
const SENDER_DIGITS = 2;
const SEQUENCE_DIGITS = 8;

/** How many bytes a mark takes. */
export const MARK_LENGTH = 1 + POSTED_DIGITS + SENDER_DIGITS + SEQUENCE_DIGITS;

/** The most senders that marks can tell apart. */
export const MOST_SENDERS = 16 ** SENDER_DIGITS;

/** The sequence number of all whispers. */
export const WHISPERED = 16 ** SEQUENCE_DIGITS - 1;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A mark as text. */
export const markText = ({ posted, sender, sequence }: Mark): string =>
  `^${hex(posted, POSTED_DIGITS)}${hex(sender, SENDER_DIGITS)}${hex(sequence, SEQUENCE_DIGITS)}`;

const DIGIT_VALUES = Uint8Array.from({ length: 256 }, (_, byte) => parseInt(String.fromCharCode(byte), 16) || 0);

/**
 * Reads a mark.
 *
 * @param bytes at least `MARK_LENGTH` from `at` on
 * @param at where its `^` is
 */
export function readMark(bytes: Uint8Array, at: number): Mark {
  const sender = at + 1 + POSTED_DIGITS;
  return {
    posted: number(bytes, at + 1, POSTED_DIGITS),
    sender: number(bytes, sender, SENDER_DIGITS),
    sequence: number(bytes, sender + SENDER_DIGITS, SEQUENCE_DIGITS),
  };
}

function number(bytes: Uint8Array, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at += 1) value = value * 16 + (DIGIT_VALUES[bytes[at] ?? 0] ?? 0);
  return value;
}
