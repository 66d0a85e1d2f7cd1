import { writeFileSync } from 'node:fs';
import { svgOf } from '../../testkit/svg';
import { runCommand, say } from '../commandLine';
import { machine, machineLine } from '../machine';
import { costsOf } from './costs';
import { growing } from './growing';
import { sharesOf } from './limits';
import { loadOf } from './load';
import { readSimulateOptions, SIMULATE_HELP, type SimulateOptions } from './options';
import { populationOf } from './population';
import { runChat } from './run';
import { withPeople } from './scenario';
import { costsTable, loadTable, scenarioLine, wallTable } from './tables';
import { TITLE, wallChart, wallsOf } from './wallPlot';

/** Simulates, and prints what came of it; returns the exit status. */
async function simulate({ scenario, json, plot }: SimulateOptions): Promise<number> {
  const here = machine(undefined);
  say(`${machineLine(here)}\n${scenarioLine(scenario)}\n`);
  const population = populationOf(scenario);
  const costs = costsOf(population);
  say(`Measured here, on ${population.people.length} people:\n\n${costsTable(costs)}\n`);
  const { traffic, deliveries } = runChat(scenario, population);
  const load = loadOf(scenario, traffic, costs);
  const shares = sharesOf(scenario, traffic, load);
  say(`Simulated, ${scenario.seconds} s:\n\n${loadTable({ scenario, traffic, deliveries, load, shares })}\n`);
  const { nodes, linesPerMinute } = scenario;
  const people = growing(Math.max(nodes, 1000), (users) => withPeople(scenario, nodes, Math.ceil(users)), costs);
  const lines = growing(linesPerMinute / 10, (value) => ({ ...scenario, linesPerMinute: value }), costs);
  say(`Where the wall is:\n\n${wallTable(people, lines)}`);
  if (plot !== undefined) writeFileSync(plot, await svgOf(TITLE, wallChart(scenario, wallsOf(scenario, costs))));
  const all = { machine: here, scenario, costs, traffic, deliveries, load, shares, people, lines };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(all, undefined, 1)}\n`);
  return 0;
}

void runCommand('simulate', readSimulateOptions, SIMULATE_HELP, simulate);
