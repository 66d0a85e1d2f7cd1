import type { Target } from '../../../testkit/lineClient';
import { Random } from '../../random';
import { newTally, type Tally } from '../tally';
import { Actor, type Kind, type Truce } from './actor';
import { BYTES } from './bytes';
import { CONNECTIONS } from './connections';
import { SCRAPERS } from './scrapers';
import { TALKERS } from './talkers';

/** All ways of being a nuisance. */
export const KINDS: readonly Kind[] = [...TALKERS, ...CONNECTIONS, ...BYTES, ...SCRAPERS];

/** Whom to bother, and for how long. */
export interface RaidPlan {
  readonly chat: Target;
  readonly metrics: Target;
  readonly seconds: number;
  readonly seed: number;
}

/** What came of it, by kind; from the first raid of this process on. */
export type Tallies = Readonly<Record<string, Tally>>;

const tallies: Record<string, Tally> = Object.fromEntries(KINDS.map(({ name }) => [name, newTally()]));

/** Lets hundreds of hostile clients at a server until the time is over and all of them are gone. */
export async function raid(plan: RaidPlan): Promise<Tallies> {
  const truce = truceIn(plan.seconds * 1000);
  await Promise.all(
    KINDS.flatMap((kind) => Array.from({ length: kind.clients }, (_, index) => playing(kind, index, plan, truce))),
  );
  return tallies;
}

async function playing(kind: Kind, index: number, plan: RaidPlan, truce: Truce): Promise<void> {
  const { chat, metrics, seed } = plan;
  const random = Random.for(seed, kind.name, index);
  const tally = (tallies[kind.name] ??= newTally());
  const actor = new Actor(`${kind.name}-${index}`, index, random, tally, chat, metrics, truce);
  await actor.rest(0, 500); // not all of them at the same moment
  while (!actor.isOver) {
    await kind.play(actor);
    await actor.leave();
    await actor.rest(1); // so that one that fails at once does not turn in a circle
  }
}

/** A truce that comes after a time, in ms. */
function truceIn(ms: number): Truce {
  const resting = new Map<() => void, NodeJS.Timeout>();
  let isOver = false;
  const over = new Promise<void>((resolve) => setTimeout(resolve, ms)).then(() => {
    isOver = true;
    for (const [wake, timeout] of resting) {
      clearTimeout(timeout);
      wake();
    }
  });
  return {
    over,
    get isOver() {
      return isOver;
    },
    rest(time) {
      if (isOver) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          resting.delete(wake);
          resolve();
        };
        resting.set(wake, setTimeout(wake, time));
      });
    },
  };
}
