import { countStatus, newNatsLink, type NatsLink } from '../../src/run/natsLink';

/** The counters after the client of NATS has said these things. */
const after = (...types: readonly Parameters<typeof countStatus>[1]['type'][]): NatsLink => {
  const link = newNatsLink();
  for (const type of types) countStatus(link, { type });
  return link;
};

describe('countStatus', () => {
  it('begins with a connection that is there', () => {
    expect(after()).toEqual({ reconnects: 0, isLost: false });
  });

  it('knows that it is lost, until it is there again', () => {
    expect(after('staleConnection', 'disconnect', 'reconnecting')).toEqual({ reconnects: 0, isLost: true });
    expect(after('disconnect', 'reconnecting', 'reconnect')).toEqual({ reconnects: 1, isLost: false });
    expect(after('disconnect', 'reconnect', 'disconnect')).toEqual({ reconnects: 1, isLost: true });
  });

  it('counts nothing else', () => {
    expect(after('ping', 'update', 'ldm', 'error', 'slowConsumer')).toEqual({ reconnects: 0, isLost: false });
  });
});
