import { Program, type ProgramOptions } from './process';
import { within } from './within';

/** How a program ended, and all that it printed. */
export interface Ended {
  readonly status: number;
  readonly output: string;
}

/**
 * Runs a program to its end.
 *
 * @param input what it reads on its standard input
 * @param limit how long it may take, in ms, before patience; it is killed then
 * @returns its exit status, whatever it is, and all that it printed
 * @throws when it takes longer, or ends by a signal
 */
export async function run(
  command: string,
  args: readonly string[],
  {
    input = '',
    limit = 60_000,
    ...options
  }: ProgramOptions & { readonly input?: string; readonly limit?: number } = {},
): Promise<Ended> {
  const program = new Program(command, args, options);
  program.type(input);
  program.endInput();
  const { code, signal } = await within(program.exit, () => `${command} runs\n${program.output}`, limit).finally(() => {
    program.kill('SIGKILL');
  });
  if (code === null) throw new Error(`${command} was ended by ${String(signal)}:\n${program.output}`);
  return { status: code, output: program.output };
}
