import { TestServer } from '../helpers/testServer';

const HOUR = 3_600_000;

/** From now on the clock on the wall is wrong; what counts time without it goes on. */
function stepClock(by: number): void {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + by);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe.each([
  ['ahead', HOUR],
  ['back', -HOUR],
])('a clock that steps an hour %s', (_, step) => {
  it('makes no deadline come early or late, and nobody older or younger', async () => {
    const server = await TestServer.start({ registrationTimeout: 1500 });
    const alice = await server.named('alice');
    const early = await server.connect();
    const begun = performance.now();
    stepClock(step);
    const late = await server.connect();
    await early.getsEnd('Enter username:', 'ERR registration_timeout');
    expect(performance.now() - begun).toBeGreaterThan(1400);
    await late.getsEnd('Enter username:', 'ERR registration_timeout');
    alice.send('still here', '/exit');
    await alice.getsEnd('alice: still here', 'Bye');
    await server.until('chat_connected_clients', (count) => count === 0);
    const durations = server.log.filter(({ event }) => event === 'left').map((entry) => Number(entry['duration_s']));
    expect(durations).toHaveLength(3);
    for (const duration of durations) {
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThan(10);
    }
  });

  it('gives nobody more lines, and takes none away', async () => {
    const server = await TestServer.start({ lineBurst: 4, lineRate: 1 });
    const alice = await server.named('alice');
    alice.send('one', 'two');
    await alice.gets('alice: one', 'alice: two');
    stepClock(step);
    alice.send('three', 'four', 'five');
    await alice.gets('alice: three', 'ERR rate_limited');
    expect(await server.metric('chat_refused_total{reason="rate_limited"}')).toBe(2);

    const bob = await server.named('bob');
    bob.send('one', 'two', 'three');
    await bob.gets('bob: one', 'bob: two', 'bob: three');
  });
});
