import { readFileSync } from 'node:fs';
import { parseEnv, types } from 'node:util';
import { quoted } from './quoted';
import { SettingsError } from './settingsError';
import type { Variables } from './variables';

const BYTE_ORDER_MARK = /^\ufeff/;
const LINE_END = /\r\n|[\r\n]/;
const COMMENT_OR_BLANK = /^\s*(?:#.*)?$/;

/**
 * Reads the variables of a settings file.
 *
 * @param file the path of the file
 * @returns the variables by their names
 * @throws SettingsError for a file that cannot be read, and as `parseSettingsFile`
 */
export function readSettingsFile(file: string): Variables {
  return parseSettingsFile(contentOf(file));
}

/**
 * Parses the content of a settings file: lines of `VARIABLE=value`, blank lines and comments.
 *
 * Each line is parsed by itself, so that no line is part of another one: a value has one line, and a quote that is not
 * closed ends with its line. Lines may end as on any system, and a byte order mark is ignored.
 *
 * @param content the text of the file
 * @returns the variables by their names; if one is set twice, the last value
 * @throws SettingsError for a line that is none of these
 */
export function parseSettingsFile(content: string): Variables {
  const lines = content.replace(BYTE_ORDER_MARK, '').split(LINE_END);
  return Object.fromEntries(lines.flatMap((line, index) => variablesOf(line, index + 1)));
}

function variablesOf(line: string, number: number): [string, string | undefined][] {
  if (COMMENT_OR_BLANK.test(line)) return [];
  const variables = Object.entries(parseEnv(line));
  if (!line.includes('=') || variables.length !== 1) {
    throw new SettingsError(`line ${number} of the settings file is not VARIABLE=value: ${quoted(line)}`);
  }
  return variables;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!types.isNativeError(error) || !('code' in error)) throw error;
    throw new SettingsError(`the settings file cannot be read: ${error.message}`);
  }
}
