import { readSettings } from '../../src/config/readSettings';
import { checkNats } from '../../src/run/checkNats';
import { openNatsLog } from '../../src/run/natsLog';

const check = (...flags: readonly string[]): void => {
  checkNats(readSettings(flags, {}));
};
const NATS = '--nats=nats://127.0.0.1:4222';

describe('checkNats', () => {
  it('takes a node alone, and one among several', () => {
    expect(() => check()).not.toThrow();
    expect(() => check('--data=/tmp/x', '--idle-timeout=5')).not.toThrow();
    expect(() => check(NATS, '--node=a')).not.toThrow();
  });

  it.each([
    [[NATS], '--nats needs --node, a name that no other node has'],
    [['--node=a'], '--node needs --nats, the servers that several nodes share'],
    [['--nats-ca=/ca.pem'], '--nats-ca needs --nats, the servers that several nodes share'],
    [[NATS, '--node=a', '--data=/tmp/x'], '--nats keeps what happens in JetStream: leave out --data'],
    [
      [NATS, '--node=a', '--idle-timeout=5'],
      '--idle-timeout is not for nodes that share a log: leave it out with --nats',
    ],
  ])('refuses %j', (flags, sentence) => {
    expect(() => check(...flags)).toThrow(sentence);
  });
});

describe('openNatsLog', () => {
  it('says which servers let it not in', async () => {
    const settings = { nats: 'nats://127.0.0.1:1', node: 'a', natsCreds: '', natsCa: '' };
    await expect(openNatsLog(settings)).rejects.toThrow('no NATS server at nats://127.0.0.1:1 lets this node in: ');
  });
});
