import { exhaustMap, from, ignoreElements, interval, type Observable, takeWhile } from 'rxjs';
import { readSocketTable } from '../streams/accept/socketTable';
import type { Connection } from '../streams/model/connection';
import type { Ending } from '../streams/model/ending';
import type { SendQueues } from '../streams/write/stalls';

/** A connection as the kernel knows it. */
interface KernelPeer {
  /** Its key in the table of sockets; `undefined` if it is closed. */
  readonly kernelKey: string | undefined;
}

/** A connection of which it is watched whether its peer is still there. */
export interface WatchedPeer extends KernelPeer {
  close(ending: Ending): void;
}

/** The interval between two searches, in ms. */
const SEARCH_MS = 15_000;

/** How long a peer may leave all that it is sent unanswered, in ms; two minutes less what the searches may add. */
const UNANSWERED_MS = 75_000;

/** What was seen of a peer at earlier looks. */
interface Unanswered {
  readonly since: number;
  readonly segments: number;
}

/**
 * Finds clients that are cut off from the network while they are written to, by what the kernel knows of their sockets,
 * and closes them with the ending `timeout`. The kernel itself repeats its segments for a quarter of an hour, and sends
 * no keepalive probe until then.
 *
 * Where the kernel has no such table, it finds nothing, and completes.
 *
 * @param open all open connections
 * @param now a monotonic clock in milliseconds
 * @param read reads the table of sockets
 * @returns emits nothing, and watches while it is subscribed to
 */
export function peerWatch(
  open: () => Iterable<WatchedPeer>,
  now: () => number,
  read: typeof readSocketTable = readSocketTable,
): Observable<never> {
  let before: ReadonlyMap<WatchedPeer, Unanswered> = new Map();

  const search = async (): Promise<boolean> => {
    const sockets = await read((_, socket) => socket.unanswered > 0);
    if (!sockets) return false;
    const found = new Map<WatchedPeer, Unanswered>();
    const time = now();
    for (const peer of sockets.size > 0 ? open() : []) {
      const segments = peer.kernelKey === undefined ? undefined : sockets.get(peer.kernelKey)?.unanswered;
      if (segments === undefined) continue;
      const known = before.get(peer);
      // An answer sets the count to zero: a lower one than before is another silence.
      found.set(peer, { since: known && known.segments <= segments ? known.since : time, segments });
    }
    before = found;
    for (const [peer, { since }] of found) if (time - since >= UNANSWERED_MS) peer.close('timeout');
    return true;
  };

  return interval(SEARCH_MS).pipe(
    exhaustMap(() => from(search())),
    takeWhile((hasTable) => hasTable),
    ignoreElements(),
  );
}

/**
 * Looks up the send queues of clients. A client may be a connection within another one, so it is found by its id.
 *
 * @param open all open connections
 * @param clients the connections of clients
 * @returns emits the number of bytes that each has not acknowledged, of those of which it is known
 */
export function sendQueues<C extends Pick<Connection, 'id'>>(
  open: () => Iterable<KernelPeer & Pick<Connection, 'id'>>,
  clients: readonly C[],
): Observable<SendQueues<C>> {
  return from(sendQueuesOf(open, clients));
}

async function sendQueuesOf<C extends Pick<Connection, 'id'>>(
  open: () => Iterable<KernelPeer & Pick<Connection, 'id'>>,
  clients: readonly C[],
): Promise<SendQueues<C>> {
  const byId = new Map(clients.map((client) => [client.id, client]));
  const byKey = new Map<string, C>();
  for (const peer of open()) {
    const client = byId.get(peer.id);
    const key = client && peer.kernelKey;
    if (client && key !== undefined) byKey.set(key, client);
  }
  const sockets = await readSocketTable((key) => byKey.has(key));
  const queues = new Map<C, number>();
  for (const [key, { sendQueue }] of sockets ?? []) {
    const client = byKey.get(key);
    if (client) queues.set(client, sendQueue);
  }
  return queues;
}
