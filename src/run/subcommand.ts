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

/**
 * Reads what stands behind the words of a subcommand: a folder, and flags with a value.
 *
 * @param args what stands there
 * @param flags the flags there are
 * @param usage the whole subcommand, for the one who mistyped it
 * @returns the folder, and the values of the flags that are given
 * @throws SettingsError if anything else stands there
 */
export function folderAndFlags<const F extends string>(
  args: readonly string[],
  flags: readonly F[],
  usage: string,
): { readonly folder: string; readonly values: Readonly<Partial<Record<F, string>>> } {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    flags.map((flag) => [flag, { type: 'string' }]),
  );
  const parsed = parsedOr(() => parseArgs({ args: [...args], options, allowPositionals: true }), usage);
  const [folder, ...more] = parsed.positionals;
  if (folder === undefined || more.length > 0) throw new SettingsError(`${usage} is for one folder`);
  return { folder, values: parsed.values as Partial<Record<F, string>> };
}

function parsedOr<T>(parse: () => T, usage: string): T {
  try {
    return parse();
  } catch (error) {
    const [why = ''] = messageOf(error).split('. ');
    throw new SettingsError(`${usage} is what is understood: ${why}`);
  }
}
