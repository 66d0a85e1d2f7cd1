import { NEVER, type Observable } from 'rxjs';
import type { Connection } from '../../src/streams/model/connection';
import type { ConnectionId } from '../../src/streams/model/ids';

/** A connection as a source alone, without a transport: it sends nothing, and takes all if `demand$` does not say otherwise. */
export const aConnection = (id: ConnectionId, demand$: Observable<boolean> = NEVER): Connection => ({
  id,
  remote: { address: '192.0.2.1', port: 40_000 + id },
  chunks$: NEVER,
  demand$,
});
