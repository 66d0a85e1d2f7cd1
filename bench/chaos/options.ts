import { number, parsed } from '../commandLine';
import { STANDARD_SERVER } from '../subjects';

/** How the run shall be. */
export interface ChaosOptions {
  /** How long the hostile clients are let at the server, in seconds; start and end come on top. */
  readonly seconds: number;
  /** Where all random numbers come from. */
  readonly seed: number;
  /** The server.js to run. */
  readonly server: string;
  readonly json: string | undefined;
  /** Where the log of the server goes. */
  readonly log: string | undefined;
}

export const CHAOS_HELP = [
  'Usage: npm run chaos -- [--FLAG VALUE ...]',
  '',
  'Lets hundreds of hostile clients at the server that `npm run build` has made, while an honest group talks. Prints what',
  'each of them did and what came of it. The exit status is 1 unless the honest group missed nothing, in order and in',
  'time, and the server is as it was before: its memory, its counters, and how it stops.',
  '',
  '  --seconds N      how long the hostile clients are there; start and end take some 15 s more [60]',
  '  --seed N         the same seed makes the same clients do the same, as far as their timing allows [by chance]',
  '  --server FILE    the server.js to run [dist/server.js]',
  '  --log FILE       write the log of the server there',
  '  --json FILE      write all numbers there',
  '  --cluster        make faults in a cluster instead; it has options of its own (--cluster --help)',
  '  --help           print this, and stop',
].join('\n');

/**
 * Reads the command line.
 *
 * @param args the arguments, without the program
 * @param chance a number from 0 up to 1, for the seed where none is given
 * @returns the options, or nothing where only the help is wanted
 * @throws OptionsError
 */
export function readChaosOptions(args: readonly string[], chance = Math.random): ChaosOptions | undefined {
  const { values } = parsed({
    args: [...args],
    options: {
      seconds: { type: 'string' },
      seed: { type: 'string' },
      server: { type: 'string' },
      json: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  return {
    seconds: number('--seconds', values.seconds, 60, 1),
    seed: Math.floor(number('--seed', values.seed, Math.floor(chance() * 2 ** 32), 0)),
    server: values.server ?? STANDARD_SERVER,
    json: values.json,
    log: values.log,
  };
}
