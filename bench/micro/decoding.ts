import { map, type OperatorFunction, pipe } from 'rxjs';
import { splitLines } from '../../src/operators/splitLines';
import { stripTelnet } from '../../src/operators/stripTelnet';
import { MAX_LINE_BYTES, safeLine, type SafeLine } from '../../src/streams/decode/lines';
import { text } from '../../src/streams/dialects/text';
import { lineByLine } from './lineByLine';
import { type Group, seen, sending } from './task';

const COUNT = 1000;
const LINE = Buffer.from(`${'x'.repeat(63)}\n`);
const ACCENTED = Buffer.from(`${'x'.repeat(40)} schöne Grüße 🙂\n`);

const repeated = (line: Buffer): Buffer => Buffer.concat(Array.from({ length: COUNT }, () => line));

/** Bytes cut into chunks of one size. */
const cut = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

/** All that is done to what a client sends before it is an event. */
const toSafeLines: OperatorFunction<Uint8Array, SafeLine> = pipe(
  stripTelnet(() => undefined),
  splitLines(MAX_LINE_BYTES),
  map(safeLine),
);

const all = repeated(LINE);
const whole = [all];
const single = cut(all, LINE.length);
const crossing = cut(all, 100);
const bytewise = cut(all, 1);

const framing: Group = {
  name: 'framing: splitLines',
  per: 'line of 64 bytes',
  tasks: [
    sending('1,000 lines in a chunk', COUNT, splitLines(MAX_LINE_BYTES), whole),
    sending('... each decoded by itself', COUNT, lineByLine(), whole),
    sending('a chunk for each line', COUNT, splitLines(MAX_LINE_BYTES), single),
    sending('... each decoded by itself', COUNT, lineByLine(), single),
    sending('chunks of 100 bytes', COUNT, splitLines(MAX_LINE_BYTES), crossing),
    sending('chunks of 1 byte', COUNT, splitLines(MAX_LINE_BYTES), bytewise),
    sending('1,000 lines beyond ASCII in a chunk', COUNT, splitLines(MAX_LINE_BYTES), [repeated(ACCENTED)]),
  ],
};

const decoding: Group = {
  name: 'decoding: lines, all that is done to what a client sends',
  per: 'line of 64 bytes',
  tasks: [
    sending('1,000 lines in a chunk', COUNT, toSafeLines, whole),
    sending('a chunk for each line', COUNT, toSafeLines, single),
    sending('1,000 lines beyond ASCII in a chunk', COUNT, toSafeLines, [repeated(ACCENTED)]),
    sending('1,000 lines with an escape in a chunk', COUNT, toSafeLines, [
      repeated(Buffer.from(`\x1b[31m${'x'.repeat(58)}\n`)),
    ]),
  ],
};

const telnet: Group = {
  name: 'stripTelnet',
  per: 'line of 64 bytes',
  tasks: [
    sending(
      '1,000 lines in a chunk, no telnet',
      COUNT,
      stripTelnet(() => undefined),
      whole,
    ),
    sending(
      'a chunk for each line, no telnet',
      COUNT,
      stripTelnet(() => undefined),
      single,
    ),
    sending(
      'a negotiation in each line',
      COUNT,
      stripTelnet(() => undefined),
      [repeated(Buffer.concat([Buffer.of(255, 253, 1), LINE]))],
    ),
  ],
};

const parsing = (name: string, line: string): Group['tasks'][number] => ({
  name,
  lines: COUNT,
  run() {
    for (let index = 0; index < COUNT; index += 1) seen.last = text.read(line, true);
  },
});

const commands: Group = {
  name: 'reading a line: dialects/text',
  per: 'line',
  tasks: [
    parsing('something to say', 'x'.repeat(63)),
    parsing('a whisper', `/w bob ${'x'.repeat(56)}`),
    parsing('/join dev', '/join dev'),
    parsing('an unknown command', '/weather in Rome'),
  ],
};

export const DECODING: readonly Group[] = [framing, decoding, telnet, commands];
