import type { Writable } from 'node:stream';
import { createLogger, format, type Logger } from 'winston';
import { visible, withHidden } from '../streams/decode/visible';
import { LineTransport, MESSAGE } from './lineTransport';

/** How a log looks. */
export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty';
  /** Where the lines go. */
  readonly stream: Writable;
}

/**
 * Makes a logger that writes one line an entry, and nothing that a terminal could take for more than text.
 *
 * @param options the least level, the form, and where to
 * @returns a winston logger
 */
export function newLogger({ level, format: form, stream }: LogOptions): Logger {
  const line = format.combine(format.timestamp(), form === 'json' ? jsonLine : prettyLine);
  const notice = (leftOut: number): string => {
    const message = `${leftOut} log lines were left out, because nobody took them`;
    const entry = line.transform({ level: 'warn', event: 'log_dropped', message, lines: leftOut });
    return String((entry as unknown as Record<symbol, unknown>)[MESSAGE]);
  };
  return createLogger({ level, format: line }).add(new LineTransport(stream, notice));
}

/** How many lines a logger has left out, because its stream did not take them. */
export function droppedLinesOf(logger: Logger): number {
  return outputsOf(logger).reduce((sum, { droppedLines: leftOut }) => sum + leftOut, 0);
}

/** The promise is kept when all that a logger's stream has taken has been written, or never will be. */
export async function flushed(logger: Logger): Promise<void> {
  await Promise.all(outputsOf(logger).map((output) => output.flushed()));
}

const outputsOf = ({ transports }: Logger): LineTransport[] =>
  transports.filter((transport) => transport instanceof LineTransport);

/** An Error has no fields of its own that JSON would see: its stack is what is wanted. */
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
 * One JSON object. JSON leaves DEL, C1 and bidirectional controls as they are; here all is escaped that is hidden. It is put
 * together field by field: two lines for everybody who comes in are felt when thousands do.
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
  return withHidden(`{${members.join(',')}}`, escaped);
});

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Time, level and message, and after them the fields that the message does not tell. Only a stack takes further lines. */
const prettyLine = format.printf((info) => {
  const { timestamp, level, message, event: _, ...fields } = info as Record<string, unknown>;
  const shown = Object.entries(fields).map(([field, value]) => `${visible(field)}=${prettyValue(value)}`);
  const [, time = ''] = /T([\d:]+)/.exec(String(timestamp)) ?? [];
  return [time, String(level).padEnd(5), visible(String(message)), ...shown].join('  ');
});

function prettyValue(value: unknown): string {
  if (value instanceof Error) return stackOf(value).split('\n').map(visible).join('\n');
  return visible(String(value));
}
