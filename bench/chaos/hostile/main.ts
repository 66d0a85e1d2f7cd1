import { setPriority } from 'node:os';
import { answering } from '../../answering';
import { raid, type RaidPlan, type Tallies } from './raid';

/** What the process of the hostile clients is asked. */
export interface HostileRequest {
  readonly type: 'raid';
  readonly plan: RaidPlan;
}

/** What it answers. */
export interface HostileAnswer {
  readonly type: 'left';
  readonly tallies: Tallies;
}

/**
 * Where cores are few, the honest group goes before the hostile crowd: what is measured is how long the server takes, and
 * not how long the hostile clients keep the machine busy.
 */
const PRIORITY = 10;

if (require.main === module) {
  setPriority(PRIORITY);
  answering(async ({ plan }: HostileRequest): Promise<HostileAnswer> => ({ type: 'left', tallies: await raid(plan) }));
}
