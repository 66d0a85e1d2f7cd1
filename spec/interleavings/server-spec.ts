import fc from 'fast-check';
import { checked, timeout } from './checked';
import { OverSockets, type Step, step } from './overSockets';

const RUNS = { runs: 60, within: 20_000 };

/** Runs episodes against a server of their own. */
async function play(episodes: readonly (readonly Step[])[]): Promise<void> {
  const chat = await OverSockets.start();
  try {
    for (const steps of episodes) await chat.take(steps);
    await chat.finish();
  } finally {
    await chat.clear();
  }
}

describe('the server, with clients over sockets', () => {
  it(
    'tells every client exactly what the model says, where one step is awaited before the next',
    async () => {
      const steps = fc.array(step, { maxLength: 25, size: 'max' });
      const property = fc.asyncProperty(steps, (all) => play(all.map((one) => [one])));
      await checked(property, RUNS);
    },
    timeout(RUNS),
  );

  it(
    'tells all clients the lines of one order, where many act at the same time',
    async () => {
      const together = fc.array(step, { minLength: 2, maxLength: 6, size: 'max' });
      const property = fc.asyncProperty(fc.array(together, { maxLength: 8, size: 'max' }), play);
      await checked(property, RUNS);
    },
    timeout(RUNS),
  );
});
