import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { readable } from '../config/quoted';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';
import { visible } from '../streams/decode/visible';

/** How much each newcomer is sent at most. */
const MOST = { lines: 40, bytes: 4096 };

const BYTE_ORDER_MARK = /^\ufeff/;
const LINE_END = /\r\n|[\r\n]/;

/**
 * Reads the lines that each newcomer receives.
 *
 * @param file the file; empty for no lines
 * @returns its lines, safe to show, without the blank ones at the end
 * @throws SettingsError with a sentence that says what is allowed
 */
export function readMotd(file: string): readonly string[] {
  const lines = file === '' ? [] : textOf(file).replace(BYTE_ORDER_MARK, '').trimEnd().split(LINE_END);
  if (lines.length > MOST.lines)
    throw motdError(file, `has ${lines.length} lines; at most ${MOST.lines} are sent to each newcomer`);
  return lines.length === 1 && lines[0] === '' ? [] : lines.map((line) => visible(line).trimEnd());
}

function textOf(file: string): string {
  try {
    const found = statSync(file);
    if (!found.isFile()) throw motdError(file, 'is not a file of text'); // to read a pipe may never end
    if (found.size > MOST.bytes)
      throw motdError(file, `has ${found.size} bytes; at most ${MOST.bytes} are sent to each newcomer`);
    const content = readFileSync(file);
    if (!isUtf8(content)) throw motdError(file, 'is not UTF-8');
    return content.toString();
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw motdError(file, `cannot be read: ${messageOf(error)}`);
  }
}

const motdError = (file: string, what: string): SettingsError => new SettingsError(`--motd: ${readable(file)} ${what}`);
