import { number, OptionsError, parsed } from '../../commandLine';
import { STANDARD_SERVER } from '../../subjects';
import { type Fault, FAULTS } from './faults';

/** How the run shall be. */
export interface ClusterOptions {
  readonly faults: readonly Fault[];
  /** How long clients talk before each fault, and after it, in seconds. */
  readonly seconds: number;
  /** Lines a second at each node. */
  readonly rate: number;
  readonly seed: number;
  /** The server.js to run. */
  readonly server: string;
}

export const CLUSTER_HELP = [
  'Usage: npm run chaos -- --cluster [--FLAG VALUE ...]',
  '',
  'Three nodes and three nats-servers for each fault, while clients at each node talk. The exit status is 1 if a line that its',
  'speaker has seen is lost, comes twice, or stands elsewhere for clients of another node; 77 if there is no nats-server.',
  '',
  '  --fault NAME     this fault alone; several with commas between them [all]',
  '  --seconds N      how long they talk before each fault, and after it [3]',
  '  --rate N         lines a second at each node [400]',
  '  --seed N         the same seed lets the same clients talk in the same turns [by chance]',
  '  --server FILE    the server.js to run [dist/server.js]',
  '  --help           print this, and stop',
  '',
  ...FAULTS.map(({ name, says }) => `  ${name.padEnd(16)} ${says}`),
].join('\n');

/**
 * Reads the command line.
 *
 * @param args the arguments, without the program
 * @param chance a number from 0 up to 1, for the seed if none is given
 * @returns the options, or nothing if only the help is wanted
 * @throws OptionsError
 */
export function readClusterOptions(args: readonly string[], chance = Math.random): ClusterOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parsed({
    args: [...args],
    options: {
      ...{ cluster: { type: 'boolean' }, help: { type: 'boolean' } },
      ...{ fault: text, seconds: text, rate: text, seed: text, server: text },
    },
  });
  if (values.help) return undefined;
  const names = values.fault?.split(',') ?? FAULTS.map(({ name }) => name);
  return {
    faults: names.map(faultOf),
    seconds: number('--seconds', values.seconds, 3, 1),
    rate: number('--rate', values.rate, 400, 1),
    seed: Math.floor(number('--seed', values.seed, Math.floor(chance() * 2 ** 32), 0)),
    server: values.server ?? STANDARD_SERVER,
  };
}

function faultOf(name: string): Fault {
  const fault = FAULTS.find((each) => each.name === name);
  if (!fault) throw new OptionsError(`${name} is no fault; there is ${FAULTS.map((each) => each.name).join(', ')}`);
  return fault;
}
