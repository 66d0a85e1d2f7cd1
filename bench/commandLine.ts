import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What is wrong with a command line, in a sentence. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

/** Prints a line. */
export const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/**
 * Reads flags as `parseArgs` of node:util does.
 *
 * @throws OptionsError
 */
export function parsed<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}

/** Reads a number of the command line. */
export function number(
  flag: string,
  text: string | undefined,
  standard: number,
  least: number,
  most = Infinity,
): number {
  return limited(flag, text, standard, { least, most, kind: 'number', isOne: Number.isFinite });
}

/** Reads a whole number of the command line. */
export function whole(
  flag: string,
  text: string | undefined,
  standard: number,
  least: number,
  most = Infinity,
): number {
  return limited(flag, text, standard, { least, most, kind: 'whole number', isOne: Number.isSafeInteger });
}

interface Allowed {
  readonly least: number;
  readonly most: number;
  readonly kind: string;
  readonly isOne: (value: number) => boolean;
}

function limited(
  flag: string,
  text: string | undefined,
  standard: number,
  { least, most, kind, isOne }: Allowed,
): number {
  if (text === undefined) return standard;
  const value = text.trim() === '' ? NaN : Number(text);
  if (isOne(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw new OptionsError(`${flag} is a ${kind} ${range}, not "${text}"`);
}

/**
 * Runs a command to its end. Its exit status is 2 for a command line that is wrong, and 1 when it fails or is interrupted.
 *
 * @param name its name, which errors begin with
 * @param options reads the command line; nothing when only the help is wanted
 * @param help what `--help` prints
 * @param work does what it is for, and returns the exit status
 */
export async function runCommand<O>(
  name: string,
  options: (args: readonly string[]) => O | undefined,
  help: string,
  work: (options: O) => Promise<number>,
): Promise<void> {
  // Exiting ends the programs that the testkit has started.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const wanted = options(process.argv.slice(2));
    if (wanted) process.exitCode = await work(wanted);
    else say(help);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof OptionsError ? 2 : 1;
  }
}
