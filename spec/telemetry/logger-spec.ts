import { PassThrough, Writable } from 'node:stream';
import type { Logger } from 'winston';
import { flushed, droppedLinesOf, localTime, newLogger } from '../../src/telemetry/logger';
import { settled } from '../helpers/fakeSocket';

/** What an entry looks like in the log. */
function lineOf(format: 'json' | 'pretty', entry: Record<string, unknown>, level = 'debug'): string {
  const stream = new PassThrough({ encoding: 'utf8' });
  newLogger({ level, format, stream }).log({ level: 'info', message: 'something happened', ...entry } as never);
  return (stream.read() as string | null) ?? '';
}

/** All that must not reach a terminal raw: C0 but for the newline, DEL, C1, and what changes the order of a text. */
const HIDDEN = [
  ...Array.from({ length: 0x20 }, (_, code) => code).filter((code) => code !== 0x0a),
  ...Array.from({ length: 0x21 }, (_, offset) => 0x7f + offset),
  ...[0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));

/** A logger whose stream takes nothing before it is told to, and has missed two lines. */
function stalled(format: 'json' | 'pretty'): { logger: Logger; written: string[]; drain: () => Promise<void> } {
  const written: string[] = [];
  let take: (() => void) | undefined;
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _, done) {
      written.push(line);
      take = done;
    },
  });
  const logger = newLogger({ level: 'error', format, stream });
  const log = (message: string): unknown => logger.log({ level: 'error', message });
  log('x'.repeat(1024 * 1024));
  log('left out');
  log('left out');
  const drain = async (): Promise<void> => {
    take?.();
    await settled();
  };
  return { logger, written, drain };
}

describe('newLogger', () => {
  it('counts the lines that its stream does not take, and waits for those that it has taken', async () => {
    const { logger, drain } = stalled('json');
    expect(droppedLinesOf(logger)).toBe(2);
    let isFlushed = false;
    const flushing = flushed(logger).then(() => (isFlushed = true));
    await drain();
    expect(isFlushed).toBe(false);
    await drain(); // of the empty write that is waited for
    await drain();
    await flushing;
    expect(droppedLinesOf(logger)).toBe(2);
  });

  it.each([
    [
      'json',
      /^\{"timestamp":"[^"]+","level":"warn","message":"2 log lines were dropped, because the log stream did not accept them",/,
    ],
    [
      'pretty',
      /^[\d:]{8}[+-][\d:]{5} {2}warn {3}2 log lines were dropped, because the log stream did not accept them {2}lines=2\n$/,
    ],
  ] as const)('says as %s how many are missing when they are taken again, whatever its level', async (format, line) => {
    const { written, drain } = stalled(format);
    await drain();
    expect(written).toHaveLength(2);
    expect(written[1]).toMatch(line);
  });

  it('writes nothing below its level', () => {
    expect(lineOf('json', { level: 'info' }, 'warn')).toBe('');
    expect(lineOf('json', { level: 'warn' }, 'warn')).not.toBe('');
  });

  describe('as JSON', () => {
    it('writes one object a line, the known fields first and in order', () => {
      const line = lineOf('json', { zebra: 1, reason: 'exit', connection_id: 7, event: 'left', remote_addr: '::1' });
      expect(line.endsWith('}\n')).toBe(true);
      const entry = JSON.parse(line) as Record<string, unknown>;
      expect(Object.keys(entry)).toEqual([
        ...['timestamp', 'level', 'message', 'event', 'connection_id', 'remote_addr', 'reason'],
        'zebra',
      ]);
      expect(entry).toMatchObject({ level: 'info', message: 'something happened', connection_id: 7, zebra: 1 });
      expect(new Date(String(entry['timestamp'])).toISOString()).toBe(entry['timestamp']);
    });

    it('leaves fields without a value out', () => {
      expect(JSON.parse(lineOf('json', { user: undefined, other: undefined }))).not.toHaveProperty('user');
    });

    it('writes all hidden characters as escapes, which read back as they were', () => {
      const text = `grüße 👋 ${HIDDEN.join('')}\n`;
      const line = lineOf('json', { user: text }).slice(0, -1);
      for (const hidden of [...HIDDEN, '\n']) expect(line).not.toContain(hidden);
      expect(line).toContain('grüße 👋');
      expect(line).toContain('\\u009b');
      expect(JSON.parse(line)).toMatchObject({ user: text });
    });

    it('writes the hidden characters of names of fields as escapes too', () => {
      const line = lineOf('json', { 'a\u202eb': 1 });
      expect(line).toContain('"a\\u202eb":1');
      expect(line).not.toContain('\u202e');
    });

    it('writes an error with its stack, in one line', () => {
      const line = lineOf('json', { error: new TypeError('broken') });
      expect(line.trimEnd().split('\n')).toHaveLength(1);
      const { error } = JSON.parse(line) as { error: string };
      expect(error).toMatch(/^TypeError: broken\n +at .*logger-spec\.ts/);
    });

    it('writes the message of an error without a stack', () => {
      const error = new Error('broken');
      delete error.stack;
      expect(JSON.parse(lineOf('json', { error }))).toMatchObject({ error: 'broken' });
    });
  });

  describe('pretty', () => {
    it('writes time, level and message, and the fields that the message does not tell', () => {
      const line = lineOf('pretty', { event: 'left', user: 'alice', reason: 'exit' });
      expect(line).toMatch(
        /^\d\d:\d\d:\d\d[+-]\d\d:\d\d {2}info {3}something happened {2}user=alice {2}reason=exit\n$/,
      );
    });

    it.each([
      [0, '14:03:05+00:00'],
      [-120, '14:03:05+02:00'],
      [-345, '14:03:05+05:45'],
      [210, '14:03:05-03:30'],
    ])('writes local time, and says so: where the offset is %i minutes, %s', (minutes, time) => {
      const date = Object.assign(new Date(2026, 0, 2, 14, 3, 5), { getTimezoneOffset: () => minutes });
      expect(localTime(date)).toBe(time);
    });

    it('writes all hidden characters out', () => {
      const line = lineOf('pretty', { user: HIDDEN.join(''), message: `m${HIDDEN.join('')}` });
      for (const hidden of HIDDEN) expect(line).not.toContain(hidden);
      expect(line).toContain('\\x1b');
      expect(line).toContain('\\u202e');
    });

    it('writes an error with its stack, over several lines', () => {
      const [first, second] = lineOf('pretty', { error: new TypeError('broken\x1b[31m') }).split('\n');
      expect(first).toMatch(/ {2}error=TypeError: broken\\x1b\[31m$/);
      expect(second).toMatch(/^ +at .*logger-spec\.ts/);
    });

    it('lets nothing but a stack begin a new line, which could be taken for another entry', () => {
      expect(lineOf('pretty', { user: 'a\nb', message: 'c\nd' }).split('\n')).toHaveLength(2);
      expect(lineOf('pretty', { user: 'a\\x0ab' })).toContain('user=a\\x0ab\n');
    });
  });
});
