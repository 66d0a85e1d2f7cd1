import fc from 'fast-check';
import { Exposed, stranger } from './anyBytes';
import { checked, timeout } from './checked';

const RUNS = { runs: 300, within: 8000 };

describe('the server, with strangers on its port', () => {
  it.each(['json', 'pretty'] as const)(
    'lets nothing reach a socket or its %s log but printable text, whatever bytes come in',
    async (format) => {
      const exposed = await Exposed.start(format);
      try {
        const crowd = fc.array(stranger, { minLength: 1, maxLength: 8 });
        await checked(
          fc.asyncProperty(crowd, (strangers) => exposed.meet(strangers)),
          RUNS,
        );
      } finally {
        await exposed.finish();
      }
    },
    timeout(RUNS),
  );
});
