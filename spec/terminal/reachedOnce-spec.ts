import { concat, EMPTY } from 'rxjs';
import type { SocketEvent } from '../../src/client/model';
import { reachedOnce } from '../../src/terminal/reachedOnce';
import { marbles } from '../helpers/marbles';

const EVENTS: Record<string, SocketEvent> = {
  o: { type: 'opened' },
  r: { type: 'received', message: { type: 'prompt' } },
  c: { type: 'closed' },
};

describe('reachedOnce', () => {
  it(
    'is pictured in its comment',
    marbles(({ cold, expectObservable }) => {
      const connections = ['--o--r--(c|)', '--#'].map((diagram) => cold(diagram, EVENTS));
      const open = reachedOnce(() => connections.shift() ?? EMPTY);
      expectObservable(concat(open(EMPTY), open(EMPTY))).toBe('--o--r--c-(c|)', EVENTS);
    }),
  );

  it(
    'errors if there was never a connection',
    marbles(({ cold, expectObservable }) => {
      expectObservable(reachedOnce(() => cold('--#'))(EMPTY)).toBe('--#');
    }),
  );
});
