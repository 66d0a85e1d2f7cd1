import { writeFileSync } from 'node:fs';
import { runCommand, say } from '../commandLine';
import { machine, machineLine } from '../machine';
import { clusterChaos } from './cluster/main';
import { CLUSTER_HELP, readClusterOptions } from './cluster/options';
import type { Numbers } from './numbers';
import { CHAOS_HELP, type ChaosOptions, readChaosOptions } from './options';
import { CHANGED, Run } from './run';
import { honestTable, hostileTable, serverLines } from './tables';
import { failures } from './verdict';

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

if (process.argv.includes('--cluster')) void runCommand('chaos', readClusterOptions, CLUSTER_HELP, clusterChaos);
else void runCommand('chaos', readChaosOptions, CHAOS_HELP, chaos);
