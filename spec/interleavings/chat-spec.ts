import fc from 'fast-check';
import { checked, timeout } from './checked';
import { InProcess, setup, step } from './inProcess';

const RUNS = { runs: 800, within: 15_000 };

describe('chat(), step by step beside a model', () => {
  it(
    'tells every client what the model says, and its registry and its outboxes hold after each step',
    async () => {
      const property = fc.property(setup, fc.array(step, { maxLength: 60, size: 'max' }), (chosen, steps) => {
        const chat = new InProcess(chosen);
        for (const next of steps) chat.take(next);
        chat.finish();
      });
      await checked(property, RUNS);
    },
    timeout(RUNS),
  );
});
