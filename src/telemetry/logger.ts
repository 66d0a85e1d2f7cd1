import type { Writable } from 'node:stream';
import { createLogger, format, type Logger } from 'winston';
import { escapeHidden } from '../streams/decode/hidden';
import { visible } from '../streams/decode/visible';
import { LineTransport, MESSAGE } from './lineTransport';

/** The options of a logger. */
export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty';
  /** The destination of the lines. */
  readonly stream: Writable;
}

/**
 * Creates a logger that writes one line per entry, without control characters that a terminal would interpret.
 *
 * @param options the minimum level, the format and the destination
 * @returns a winston logger
 */
export function newLogger({ level, format: form, stream }: LogOptions): Logger {
  const line = format.combine(format.timestamp(), form === 'json' ? jsonLine : prettyLine);
  const notice = (lines: number): string => {
    const message = `${lines} log lines were dropped, because the log stream did not accept them`;
    const entry = line.transform({ level: 'warn', event: 'log_dropped', message, lines });
    return String((entry as unknown as Record<symbol, unknown>)[MESSAGE]);
  };
  return createLogger({ level, format: line }).add(new LineTransport(stream, notice));
}

/** The number of lines that a logger has dropped, because its stream did not accept them. */
export function droppedLinesOf(logger: Logger): number {
  return outputsOf(logger).reduce((sum, { droppedLines }) => sum + droppedLines, 0);
}

/** Resolves when all lines that the stream has accepted have been written, or cannot be written any more. */
export async function flushed(logger: Logger): Promise<void> {
  await Promise.all(outputsOf(logger).map((output) => output.flushed()));
}

const outputsOf = ({ transports }: Logger): LineTransport[] =>
  transports.filter((transport) => transport instanceof LineTransport);

/** An Error has no enumerable fields for JSON, so its stack is logged. */
const stackOf = (error: Error): string => error.stack ?? error.message;

const ORDER = [
  'timestamp',
  'level',
  'message',
  'event',
  'connection_id',
  'remote_addr',
  'user',
  'reason',
  'duration_s',
];
const ORDERED = new Set(ORDER);

/**
 * One JSON object per line. JSON does not escape DEL, C1 and bidirectional controls; here every hidden character is
 * escaped. The object is serialized field by field, because a burst of connections logs thousands of lines.
 */
const jsonLine = format.printf((info) => {
  const members: string[] = [];
  const add = (field: string): void => {
    const value = info[field];
    const json = JSON.stringify(value instanceof Error ? stackOf(value) : value) as string | undefined;
    if (json !== undefined) members.push(`${JSON.stringify(field)}:${json}`);
  };
  ORDER.forEach(add);
  for (const field of Object.keys(info)) if (!ORDERED.has(field)) add(field);
  return escapeHidden(`{${members.join(',')}}`, escaped);
});

/** JSON escapes each unit of a character by itself. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => unitEscaped(character.charCodeAt(index))).join('');

const unitEscaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** Local time with its offset, level and message, then the other fields. Only a stack spans several lines. */
const prettyLine = format.printf((info) => {
  const { timestamp, level, message, event: _, ...fields } = info as Record<string, unknown>;
  const shown = Object.entries(fields).map(([field, value]) => `${visible(field)}=${prettyValue(value)}`);
  return [localTime(new Date(String(timestamp))), String(level).padEnd(5), visible(String(message)), ...shown].join(
    '  ',
  );
});

/** The time of day where the program runs, with its offset from UTC: `14:03:05+02:00`. */
export function localTime(date: Date): string {
  const twoDigits = (value: number): string => String(Math.abs(value)).padStart(2, '0');
  const offset = -date.getTimezoneOffset(); // minutes
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
  return `${time}${offset < 0 ? '-' : '+'}${twoDigits(Math.trunc(offset / 60))}:${twoDigits(offset % 60)}`;
}

function prettyValue(value: unknown): string {
  if (value instanceof Error) return stackOf(value).split('\n').map(visible).join('\n');
  return visible(String(value));
}
