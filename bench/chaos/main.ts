import { writeFileSync } from 'node:fs';
import { OptionsError } from '../options';
import { machine, machineLine } from '../machine';
import { killChildren } from '../processes';
import type { Numbers } from './numbers';
import { CHAOS_HELP, type ChaosOptions, readChaosOptions } from './options';
import { CHANGED, Run } from './run';
import { honestTable, hostileTable, serverLines } from './tables';
import { failures } from './verdict';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const tell = (text: string): boolean =>
  process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(5)} s: ${text}\n`);

/** Runs it, and prints what came of it; returns the exit status. */
async function chaos(options: ChaosOptions): Promise<number> {
  say(machineLine(machine(undefined)));
  say(`--seconds ${options.seconds} --seed ${options.seed}; standard limits but for ${CHANGED.join(' ')}\n`);
  const numbers = await Run.through(options, tell);
  const failed = failures(numbers);
  say([hostileTable(numbers), '', honestTable(numbers), '', serverLines(numbers), ''].join('\n'));
  for (const sentence of failed) say(`FAILED: ${sentence}`);
  say(failed.length === 0 ? 'All conditions hold.' : `${failed.length} conditions do not hold.`);
  if (options.json !== undefined) writeFileSync(options.json, jsonOf(numbers, failed));
  return failed.length === 0 ? 0 : 1;
}

const jsonOf = (numbers: Numbers, failed: readonly string[]): string =>
  `${JSON.stringify({ failed, ...numbers, metrics: Object.fromEntries(numbers.metrics) }, undefined, 1)}\n`;

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  process.on('exit', killChildren);
  try {
    const options = readChaosOptions(process.argv.slice(2));
    if (options) process.exitCode = await chaos(options);
    else say(CHAOS_HELP);
  } catch (error) {
    process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof OptionsError ? 2 : 1;
  }
}

void main();
