import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { say } from '../../commandLine';
import { machine, machineLine } from '../../machine';
import { LEFT_OUT } from './faults';
import type { ClusterOptions } from './options';
import { type Result, suffer } from './run';

/** The exit status if there is no nats-server, as `scripts/natsServer.sh` has it. */
const NONE = 77;

/** Makes all faults, and prints what came of each; returns the exit status. */
export async function clusterChaos(options: ClusterOptions): Promise<number> {
  const { status, stderr } = spawnSync(join('scripts', 'natsServer.sh'), { encoding: 'utf8' });
  if (status !== 0) {
    say(`There is nothing to run this with: ${stderr.trim()}`);
    return status ?? NONE;
  }
  say(machineLine(machine(undefined)));
  say(`three nodes, three nats-servers; --seconds ${options.seconds} --rate ${options.rate} --seed ${options.seed}\n`);
  let isBad = false;
  for (const fault of options.faults) {
    const result = await suffer(fault, options);
    say(`${shown(result)}\n`);
    isBad ||= result.lost + result.doubled + result.differing > 0;
  }
  say(LEFT_OUT);
  say(isBad ? 'FAILED: lines were lost, doubled or differ.' : 'Nothing was lost or doubled, and no node differs.');
  return isBad ? 1 : 0;
}

/** What came of a fault, for people. */
function shown({ fault, acknowledged, lost, doubled, differing, stopped, told }: Result): string {
  const times = Object.entries(stopped).map(([node, seconds]) => `${node} ${seconds.toFixed(1)} s`);
  return [
    `${fault.name}: ${fault.says}`,
    `  acks stopped for ${times.join(', ')}; ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${differing} differing`,
    ...Array.from(told, ([line, nodes]) => `  clients of ${Array.from(nodes).join(', ')}: ${line}`),
  ].join('\n');
}
