import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine, machineLine } from '../machine';
import { table } from '../report';
import { DECODING } from './decoding';
import { DELIVERING } from './delivering';
import { MAPPING } from './mapping';
import { REDUCING } from './reducing';
import type { Group } from './task';
import { WHOLE } from './whole';

/** How long each task is measured, and run before that, in ms. */
const TIME = 400;
const WARM = 150;
const GROUPS: readonly Group[] = [...DECODING, ...REDUCING, ...MAPPING, ...DELIVERING, ...WHOLE];

const HELP = [
  'Usage: npm run bench:micro -- [WORD ...] [--time MS] [--json FILE]',
  '',
  'Measures what single steps of a line cost. With words: the groups that have one of them in their names, out of:',
  '',
  ...GROUPS.map(({ name }) => `  ${name}`),
].join('\n');

/** What a task was measured to cost. */
interface Cost {
  readonly group: string;
  readonly task: string;
  readonly per: string;
  /** Nanoseconds for one line: the median of all calls, and the fastest. */
  readonly median: number;
  readonly least: number;
  /** How much more it costs than the first of its group. */
  readonly ratio: number;
}

async function costsOf(group: Group, time: number): Promise<Cost[]> {
  const { Bench } = await import('tinybench'); // an ES module, and this is none
  const bench = new Bench({ time, warmupTime: Math.min(WARM, time), throws: true });
  // A call handles many lines, so that reading the clock costs nothing in comparison.
  for (const [index, task] of group.tasks.entries())
    bench.add(String(index), () => {
      task.run();
    });
  await bench.run();
  const costs = group.tasks.map(({ lines }, index) => {
    const result = bench.tasks[index]?.result;
    if (result?.state !== 'completed') throw new Error(`${group.name} did not complete`);
    return { median: (result.latency.p50 * 1e6) / lines, least: (result.latency.min * 1e6) / lines };
  });
  return group.tasks.map(({ name }, index) => {
    const { median, least } = costs[index] ?? { median: NaN, least: NaN };
    return { group: group.name, task: name, per: group.per, median, least, ratio: median / (costs[0]?.median ?? NaN) };
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { time: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const here = machine(undefined);
  const all: Cost[] = [];
  process.stdout.write(`${machineLine(here)}\n`);
  for (const group of GROUPS) {
    if (positionals.length > 0 && !positionals.some((word) => group.name.includes(word))) continue;
    const costs = await costsOf(group, Number(values.time ?? TIME));
    all.push(...costs);
    const rows = costs.map(({ task, median, least, ratio }) => [
      task,
      ...[median, least].map((nanoseconds) => nanoseconds.toFixed(1)),
      ratio.toFixed(2),
    ]);
    process.stdout.write(`\n${group.name}, ns per ${group.per}\n${table(['', 'median', 'least', 'ratio'], rows)}\n`);
  }
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine: here, costs: all }, undefined, 1)}\n`);
}

void main();
