import { type Panel, panelsChart } from '../panels';
import type { Costs } from './costs';
import { growing, trafficOf } from './growing';
import { LIMITS, reachedAt, type Step } from './limits';
import { type Load, loadOf } from './load';
import { type Scenario, withPeople } from './scenario';

export const TITLE = 'Where the wall is, computed';

/** The numbers of nodes that are drawn. */
const NODES = [2, 5, 10, 20, 50, 100, 200];

/** What came of so many nodes: how people become more until nothing is left, and the load by the people of the scenario. */
export interface Wall {
  readonly nodes: number;
  readonly steps: readonly Step[];
  readonly load: Load;
}

/** The walls of a scenario, by the number of nodes. */
export const wallsOf = (scenario: Scenario, costs: Costs): readonly Wall[] =>
  NODES.map((nodes) => {
    const same = withPeople(scenario, nodes, scenario.users);
    return {
      nodes,
      steps: growing(10_000, (users) => withPeople(scenario, nodes, Math.ceil(users)), costs),
      load: loadOf(same, trafficOf(same), costs),
    };
  });

/** How many people fit by each limit, and what a node's core does, by the number of nodes. */
export function wallChart({ users, roomSize, linesPerMinute }: Scenario, walls: readonly Wall[]): object {
  const x = { title: 'nodes', log: true };
  const core = (label: string, share: (load: Load) => number): Panel['lines'][number] => ({
    label,
    points: walls.map(({ nodes, load }) => [nodes, share(load) * 100]),
  });
  return panelsChart(`${TITLE}: rooms of ${roomSize}, ${linesPerMinute} lines a minute each`, [
    {
      title: 'People until a limit is reached',
      x,
      y: { title: 'people', log: true },
      lines: LIMITS.map((limit) => ({
        label: limit,
        points: walls.map(({ nodes, steps }) => [nodes, reachedAt(steps, limit) ?? NaN]),
      })),
    },
    {
      title: `Core of a node, ${users.toLocaleString('en-US')} people`,
      x,
      y: { title: '% of a core', log: true },
      lines: [
        core('messages of the log', ({ messagesCpu }) => messagesCpu),
        core('lines of all nodes', ({ linesCpu }) => linesCpu),
        core('writes to its clients', ({ writesCpu }) => writesCpu),
      ],
    },
  ]);
}
