import { CASES, GROWTH, shown } from './cases';
import { number, OptionsError, parsed } from './commandLine';
import { SERIES } from './series';
import { STANDARD_SERVER } from './subjects';

/** What somebody wants measured, and how. */
export interface Options {
  /** Names of cases and of series, `growth` and `threshold`. */
  readonly cases: readonly string[];
  readonly rounds: number;
  /** How long each measurement lasts, in seconds. */
  readonly seconds: number;
  /** How long before each measurement, in seconds. */
  readonly warm: number;
  /** Numbers of clients in place of those of the cases; empty for theirs. */
  readonly clients: readonly number[];
  /** The rates that threshold offers; empty for as many as it takes. */
  readonly rates: readonly number[];
  /** The server.js to measure. */
  readonly server: string;
  /** What to compare with: the bound, nothing, or another server.js. */
  readonly against: string;
  /** What to compare with as well: the bound in C. */
  readonly peer: 'rounds' | undefined;
  readonly json: string | undefined;
  readonly plot: string | undefined;
}

const DRAWN = ['growth', 'threshold'];

export const HELP = [
  'Usage: npm run bench -- [CASE ...] [--FLAG VALUE ...]',
  '',
  'Measures the server that `npm run build` has made, with a load in a process of its own. Without a case: all but threshold, journal, nats and history.',
  '',
  ...CASES.map(({ name, says }) => `  ${name.padEnd(10)} ${says}`),
  ...SERIES.map(({ name, says }) => `  ${name.padEnd(10)} ${says}`),
  `  growth     deliveries a second and memory per client, with ${GROWTH.map(shown).join(', ')} clients`,
  '  threshold  1,000 clients: at which offered rate the first line is dropped, and latency on the way there',
  '',
  '  --rounds N       measure each case so often, in turn with what it is compared with [3]',
  '  --seconds N      length of a measurement [4]',
  '  --quick          2 rounds of 2 seconds',
  '  --clients N,...  so many clients in place of those of the case; several for growth',
  '  --rates N,...    lines a second for threshold to offer, in place of more and more',
  '  --against WHAT   bound: what writes to a whole room at once; none; or the server.js of another build [bound]',
  '  --peer rounds    also beside the bound in C, which serves a room in rounds; compiled for it',
  '  --server FILE    the server.js to measure [dist/server.js]',
  '  --json FILE      write all figures there',
  '  --plot FILE      draw growth or threshold there, as SVG',
  '  --help           print this, and stop',
].join('\n');

/**
 * Reads the command line.
 *
 * @param args the arguments, without the program
 * @returns the options, or nothing where only the help is wanted
 * @throws OptionsError
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean' },
      clients: { type: 'string' },
      rates: { type: 'string' },
      against: { type: 'string' },
      peer: { type: 'string' },
      server: { type: 'string' },
      json: { type: 'string' },
      plot: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const all = [...CASES.map(({ name }) => name), 'growth'];
  const known = [...all, 'threshold', ...SERIES.map(({ name }) => name)];
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new OptionsError(`${unknown} is no case; there is ${known.join(', ')}`);
  const cases = positionals.length > 0 ? positionals : all;
  const drawn = cases.filter((name) => DRAWN.includes(name));
  if (values.plot !== undefined && drawn.length !== 1)
    throw new OptionsError('--plot draws either growth or threshold');
  if (values.peer !== undefined && values.peer !== 'rounds')
    throw new OptionsError(`--peer is rounds, not "${values.peer}"`);
  const [standardRounds, standardSeconds] = values.quick ? [2, 2] : [3, 4];
  const seconds = number('--seconds', values.seconds, standardSeconds, 0.1);
  return {
    cases,
    rounds: Math.floor(number('--rounds', values.rounds, standardRounds, 1)),
    seconds,
    warm: Math.min(1, seconds / 2),
    clients: numbers('--clients', values.clients, 2),
    rates: numbers('--rates', values.rates, 1),
    server: values.server ?? STANDARD_SERVER,
    against: values.against ?? 'bound',
    peer: values.peer,
    json: values.json,
    plot: values.plot,
  };
}

function numbers(flag: string, text: string | undefined, least: number): number[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => Math.floor(number(flag, part, NaN, least)));
}
