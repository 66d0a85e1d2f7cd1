import type { Subscription } from 'rxjs';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { enterRoom, send } from '../../src/streams/model/delivery';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import { route } from '../../src/streams/route/route';
import { FanOut } from '../../src/streams/write/fanOut';
import { leastTimes } from '../helpers/leastTimes';
import { testSettings } from '../helpers/testServer';

describe('joining the 2,000th time, apart from telling the others', () => {
  const SIZES = [199, 1999];
  const TIMES = 40;

  it('takes the reducer no more than twice as long as the 200th time', () => {
    const limits = testSettings();
    const join = (registry: Registry, client: number): Registry => {
      const events: readonly ChatEvent[] = [
        { type: 'connected', client, address: '127.0.0.1', port: client },
        { type: 'lineReceived', client, text: `user${client}` },
      ];
      return events.reduce((before, event) => {
        const recorded = { seq: 1, at: 0, event };
        const [next, outcome] = reduce(before, recorded, limits);
        route({ registry: next, recorded, outcome });
        return next;
      }, registry);
    };
    const tasks = SIZES.map((size) => {
      let full = EMPTY_REGISTRY;
      for (let client = 1; client <= size; client += 1) full = join(full, client);
      expect(full.names.size).toBe(size);
      return () => {
        for (let time = 0; time < TIMES; time += 1) join(full, size + 1); // of the same registry, which never changes
      };
    });
    const [early, late] = leastTimes(tasks, 300);
    expect(late! / early!).toBeLessThan(2);
  });

  it('takes the fan-out no more than twice as long as the 200th time', () => {
    const tasks = SIZES.map((size) => {
      const fanOut = new FanOut(() => undefined);
      let chunks = 0;
      const join = (client: number): Subscription => {
        const subscription = fanOut
          .chunksFor(client, { dialect: fanOut.dialectNamed() })
          .subscribe(() => (chunks += 1));
        fanOut.deliver([send(client, { type: 'prompt' }), enterRoom(client, 'lobby')]);
        return subscription;
      };
      for (let client = 1; client <= size; client += 1) join(client);
      expect(chunks).toBe(size);
      return () => {
        for (let time = 0; time < TIMES; time += 1) join(size + 1).unsubscribe();
      };
    });
    const [early, late] = leastTimes(tasks, 300);
    expect(late! / early!).toBeLessThan(2);
  });
});
