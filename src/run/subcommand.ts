import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';

/** Where a subcommand prints to. */
export interface Output {
  print(text: string | Uint8Array): void;
  /** Resolves when more can be printed without keeping it in memory. */
  drained(): Promise<void>;
}

/** What the program does when it is called with words instead of flags. */
export interface Subcommand {
  /** The words, such as `journal verify`. */
  readonly words: string;
  /** What stands behind them. */
  readonly syntax: string;
  /** What it does, for the help. */
  readonly does: string;
  /**
   * Does it.
   *
   * @param args what stands behind the words
   * @param output where it prints to
   * @returns the exit status
   * @throws SettingsError if that makes no sense, JournalError if a folder does not
   */
  run(args: readonly string[], output: Output): Promise<number>;
}

/** What may stand behind the words of a subcommand. */
export interface Syntax<F extends string = never, S extends string = never> {
  /** The whole of it, for the one who mistyped it. */
  readonly usage: string;
  /** The one thing that it is about, such as a folder. */
  readonly operand: string;
  /** The flags with a value. */
  readonly flags?: readonly F[];
  /** The flags without one. */
  readonly switches?: readonly S[];
}

/** What stands there. */
export interface Operand<F extends string, S extends string> {
  readonly operand: string;
  readonly values: Readonly<Partial<Record<F, string>>>;
  readonly switches: ReadonlySet<S>;
}

/**
 * Reads what stands behind the words of a subcommand: what it is about, and flags.
 *
 * @param args what stands there
 * @param syntax what may stand there
 * @throws SettingsError if anything else does
 */
export function operandAndFlags<const F extends string = never, const S extends string = never>(
  args: readonly string[],
  { usage, operand: what, flags = [], switches = [] }: Syntax<F, S>,
): Operand<F, S> {
  const options: NonNullable<ParseArgsConfig['options']> = {
    ...Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }])),
    ...Object.fromEntries(switches.map((flag) => [flag, { type: 'boolean' as const }])),
  };
  const parsed = parsedOr(() => parseArgs({ args: [...args], options, allowPositionals: true }), usage);
  const [operand, ...more] = parsed.positionals;
  const values: Readonly<Record<string, unknown>> = parsed.values;
  if (operand === undefined || more.length > 0) throw new SettingsError(`${usage} is for one ${what}`);
  return {
    operand,
    values: values as Partial<Record<F, string>>,
    switches: new Set(switches.filter((flag) => values[flag] === true)),
  };
}

function parsedOr<T>(parse: () => T, usage: string): T {
  try {
    return parse();
  } catch (error) {
    const [why = ''] = messageOf(error).split('. ');
    throw new SettingsError(`${usage} is what is understood: ${why}`);
  }
}
