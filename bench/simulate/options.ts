import { number, OptionsError, parsed, whole } from '../commandLine';
import { LOG_SOURCE, type Scenario, STANDARD_CAPACITIES } from './scenario';

/** What somebody wants simulated. */
export interface SimulateOptions {
  readonly scenario: Scenario;
  readonly json: string | undefined;
  readonly plot: string | undefined;
}

const { logMessages, logBytes, outBytes, delayMs, heapBytes } = STANDARD_CAPACITIES;

export const SIMULATE_HELP = [
  'Usage: npm run simulate -- [--FLAG VALUE ...]',
  '',
  'Says where several nodes that share one log come to their limits. The ledger, the reducer and the routing are the real ones, and',
  'what they cost is measured here; clients, network and log are modelled, in a time of their own. No server runs.',
  '',
  '  --nodes N            servers that share the log, 1 to 1,000 [100]',
  '  --users N            people in all, at least one for each node, up to 100,000,000 [1000000]',
  '  --rooms N            rooms of equal size [as --room-size says]',
  '  --room-size N        people in each room [100]',
  '  --lines-per-user N   lines a minute of each person [2]',
  '  --seconds N          simulated time, after half a second to get going, up to 60 [3]',
  '  --seed N             the same seed gives the same people, places and times [1]',
  '',
  'What there is (the defaults are explained in docs/scaling.md):',
  `  --log-messages N     messages a second that the log takes, if they are small [${logMessages}]`,
  `  --log-megabytes N    MB a second that it takes, if they are large [${logBytes / 1e6}]`,
  `                       Default: ${LOG_SOURCE}`,
  `  --out-gigabits N     Gbit a second out of all servers of the log [${(outBytes * 8) / 1e9}]`,
  `  --delay N            milliseconds that a line may be on its way through the log, as p99 [${delayMs}]`,
  `  --heap N             GB for the heap of a node [${heapBytes / 1e9}]`,
  '',
  '  --json FILE          write all numbers there',
  '  --plot FILE          draw how many people fit, by the number of nodes, there as SVG',
  '  --help               print this, and stop',
].join('\n');

const MOST_NODES = 1000;
const MOST_USERS = 100_000_000;
const MOST_SECONDS = 60;
const ROOM_SIZE = 100;

/**
 * Reads the command line.
 *
 * @param args the arguments, without the program
 * @returns the options, or nothing if only the help is wanted
 * @throws OptionsError with a sentence that says what is allowed
 */
export function readSimulateOptions(args: readonly string[]): SimulateOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parsed({
    args: [...args],
    options: {
      ...{
        nodes: text,
        users: text,
        rooms: text,
        'room-size': text,
        'lines-per-user': text,
        seconds: text,
        seed: text,
      },
      ...{ 'log-messages': text, 'log-megabytes': text, 'out-gigabits': text, delay: text, heap: text },
      ...{ json: text, plot: text, help: { type: 'boolean' } },
    },
  });
  if (values.help) return undefined;
  const nodes = whole('--nodes', values.nodes, 100, 1, MOST_NODES);
  const users = whole('--users', values.users, 1_000_000, nodes, MOST_USERS);
  const scenario: Scenario = {
    ...{ nodes, users },
    ...roomsOf(users, values.rooms, values['room-size']),
    linesPerMinute: number('--lines-per-user', values['lines-per-user'], 2, 0.001, 6000),
    seconds: number('--seconds', values.seconds, 3, 0.1, MOST_SECONDS),
    seed: whole('--seed', values.seed, 1, 0),
    capacities: {
      logMessages: number('--log-messages', values['log-messages'], logMessages, 1),
      logBytes: number('--log-megabytes', values['log-megabytes'], logBytes / 1e6, 0.001) * 1e6,
      outBytes: (number('--out-gigabits', values['out-gigabits'], (outBytes * 8) / 1e9, 0.001) * 1e9) / 8,
      delayMs: number('--delay', values.delay, delayMs, 1),
      heapBytes: number('--heap', values.heap, heapBytes / 1e9, 0.01) * 1e9,
    },
  };
  return { scenario, json: values.json, plot: values.plot };
}

/** Of rooms and their size, one follows from the other. */
function roomsOf(
  users: number,
  rooms: string | undefined,
  size: string | undefined,
): Pick<Scenario, 'rooms' | 'roomSize'> {
  const roomSize = whole('--room-size', size, Math.min(ROOM_SIZE, users), 1, users);
  if (rooms === undefined) return { rooms: Math.ceil(users / roomSize), roomSize };
  const many = whole('--rooms', rooms, 1, 1, users);
  if (size !== undefined && many !== Math.ceil(users / roomSize)) {
    throw new OptionsError(
      `--rooms ${many} of --room-size ${roomSize} do not hold ${users} people: give one of the two`,
    );
  }
  return { rooms: many, roomSize: Math.ceil(users / many) };
}
