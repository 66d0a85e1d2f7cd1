import { Asking } from '../helpers/asking';
import { TestServer } from '../helpers/testServer';

/** How long the clients talk, in ms. */
const DURATION = 1500;

describe('/metrics, asked for all the time', () => {
  it('delays no client: 99 % of the lines arrive within a quarter of a second', async () => {
    const server = await TestServer.start({ lineRate: 0 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const asking = new Asking(server.metricsPort, 50);
    const latencies: number[] = [];
    const start = performance.now();
    try {
      while (performance.now() - start < DURATION) {
        const sent = performance.now();
        alice!.send('hello');
        await bob!.gets('alice: hello');
        latencies.push(performance.now() - sent);
      }
    } finally {
      expect(await asking.stop()).toBeGreaterThan(100);
    }
    expect(latencies.toSorted((a, b) => a - b).at(Math.floor(latencies.length * 0.99))).toBeLessThan(250);
  });
});
