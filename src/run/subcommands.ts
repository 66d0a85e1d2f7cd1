import { checkConfig } from './checkConfig';
import { connect } from './connect';
import { replay } from './replay';
import type { Subcommand } from './subcommand';
import { verifyJournal } from './verifyJournal';

/** All subcommands, in the order in which the help lists them. A new one is its file and a line here. */
export const SUBCOMMANDS: readonly Subcommand[] = [connect, checkConfig, verifyJournal, replay];

/**
 * Finds the subcommand that a command line begins with.
 *
 * @param args the command line, without the program
 * @returns the subcommand and what stands behind its words; nothing if the line begins with none
 */
export function subcommandOf(
  args: readonly string[],
): { readonly subcommand: Subcommand; readonly rest: readonly string[] } | undefined {
  for (const subcommand of SUBCOMMANDS) {
    const words = subcommand.words.split(' ');
    if (words.every((word, index) => args[index] === word)) return { subcommand, rest: args.slice(words.length) };
  }
  return undefined;
}
