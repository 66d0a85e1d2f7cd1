import { from } from 'rxjs';
import { replayed } from '../../src/recovery/replayed';
import { DIALECTS } from '../../src/streams/dialects/dialects';
import { EMPTY_REGISTRY } from '../../src/streams/reduce/registry';
import { transitions } from '../../src/streams/reduce/transitions';
import { ChatUnderTest, quiet } from '../helpers/chatUnderTest';
import { linesOf } from '../helpers/fakeConnection';
import { NO_LIMITS } from '../helpers/history';
import { marbles } from '../helpers/marbles';

/** What each client is sent by a replay of what a chat has recorded, by its name. */
function replayOf({ recorded }: ChatUnderTest): Record<string, string[]> {
  const sent: Record<string, string[]> = {};
  from(recorded)
    .pipe(transitions(NO_LIMITS), replayed({ registry: EMPTY_REGISTRY, kept: [] }, { dialects: DIALECTS }))
    .subscribe(({ name = '', bytes }) => (sent[name] = [...(sent[name] ?? []), ...linesOf(bytes)]));
  return sent;
}

describe('replayed', () => {
  it(
    'answers /who as the server did, while lines waited',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, { a: 'alice', b: 'bob', h: 'hello', q: '/who bob' });
      const alice = chat.client(' ----a------h-h-q-');
      const bob = chat.client('   ------b----------');
      chat.demand(bob, '         ----------f-------t');
      expectObservable(quiet(chat.run('--12', { 1: alice, 2: bob }))).toBe('-');
      flush();
      const answer = 'WHO: bob room=lobby idle=0s here=0s behind=1'; // what makes the socket full still goes
      expect(replayOf(chat)['alice']).toEqual(['OK', 'SYSTEM: alice joined', 'SYSTEM: bob joined', ...SAID, answer]);
      expect(alice.lines.slice(1)).toEqual(replayOf(chat)['alice']);
    }),
  );

  it(
    'is of no ticks, if nobody was there',
    marbles((virtual) => {
      const { hot, expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, { a: 'alice' }, { limits: { registrationTimeout: 100 } });
      const alice = chat.client('---a---|');
      expectObservable(quiet(chat.run('-1', { 1: alice }, hot('t-t-t-t-t-t')))).toBe('-');
      flush();
      const types = chat.recorded.map(({ event }) => event.type);
      expect(types).toEqual(['connected', 'ticked', 'lineReceived', 'disconnected']);
    }),
  );
});

const SAID = ['alice: hello', 'alice: hello'];
