import fc from 'fast-check';
import { checked, timeout } from './checked';
import { InProcess, setup, steps } from './inProcess';

const RUNS = { runs: 800, within: 15_000 };

describe('chat(), step by step beside a model', () => {
  it(
    'tells every client what the model says, and its registry and its outboxes hold after each step',
    async () => {
      const property = fc.property(setup, steps, (chosen, all) => {
        const chat = new InProcess(chosen);
        for (const next of all) chat.take(next);
        chat.finish();
      });
      await checked(property, RUNS);
    },
    timeout(RUNS),
  );
});
