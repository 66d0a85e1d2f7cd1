import fc from 'fast-check';
import { passedSockets } from '../../src/run/passedSockets';

const passed = (fds: string, names?: string, pid = '7'): unknown =>
  passedSockets({ LISTEN_PID: pid, LISTEN_FDS: fds, ...(names !== undefined && { LISTEN_FDNAMES: names }) }, 7);

describe('the sockets that were passed to a process', () => {
  it('are for the chat, whatever they are called, unless they are called metrics', () => {
    expect(passed('1')).toStrictEqual({ chat: 3 });
    expect(passed('1', 'rxchat.socket')).toStrictEqual({ chat: 3 });
    expect(passed('1', 'metrics')).toStrictEqual({ metrics: 3 });
    expect(passed('2', 'chat:metrics')).toStrictEqual({ chat: 3, metrics: 4 });
    expect(passed('2', 'metrics:chat')).toStrictEqual({ metrics: 3, chat: 4 });
  });

  it('are none if they were meant for another process, such as the one that has started this one', () => {
    expect(passed('1', 'chat', '8')).toStrictEqual({});
    expect(passedSockets({ LISTEN_FDS: '1' }, 7)).toStrictEqual({});
    expect(passedSockets({}, 7)).toStrictEqual({});
  });

  it.each(['', '0', '-1', 'x', '1e3', '99999'])('are none if there are %j of them', (fds) => {
    expect(passed(fds)).toStrictEqual({});
  });

  it.each([
    ['2', 'chat:chat', 'chat'],
    ['2', undefined, 'chat'],
    ['3', 'metrics:chat:metrics', 'metrics'],
  ])('are a mistake if %s of them, named %s, are two for one purpose', (fds, names, use) => {
    expect(() => passed(fds, names)).toThrow(`two sockets were passed for the ${use}: a unit has one ListenStream=`);
  });

  it('are descriptors from 3 on, or a sentence, whatever the variables are', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.nat(3).map(String)), (names, fds) => {
        let found: unknown = {};
        try {
          found = passed(fds, names);
        } catch (error) {
          expect(String(error)).toMatch(/two sockets were passed for the (chat|metrics)/);
        }
        for (const fd of Object.values(found as Record<string, number>)) {
          expect(fd).toBeGreaterThanOrEqual(3);
          expect(fd).toBeLessThan(3 + Number(fds));
        }
      }),
    );
  });
});
