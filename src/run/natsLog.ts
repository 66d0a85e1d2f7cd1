import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import {
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { type NatsConnection, TimeoutError } from '@nats-io/transport-node';
import { filter, from, map, mergeMap, Observable, share, tap } from 'rxjs';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import { newestLogState } from '../recovery/newestLogState';
import type { BoundedLog } from '../recovery/takeLogSnapshot';
import { filledIn } from '../streams/journal/filledIn';
import { JournalError } from '../streams/journal/journalError';
import type { Stored } from '../streams/journal/sharedLog';
import { entriesOf, natsConnection, type NatsSettings, RECONNECT_MS } from './natsConnection';
import { countStatus, type NatsLink, newNatsLink } from './natsLink';
import { neededRightMissing, rightMissing } from './natsRights';
import { natsSnapshots } from './natsSnapshots';

/** The stream, the subject that nodes write to, and the one to which the servers republish what the stream has taken. */
const STREAM = 'chat';
const WRITTEN = 'chat.log';
const LIVE = 'live.chat.log';

/** How many messages are read from the stream at once. */
const BATCH = 1000;

/** How long servers of NATS that begin may take to serve, and the time between two attempts, in ms. */
const READY_MS = 30_000;
const RETRY_MS = 500;

/** What JetStream answers then. */
const UNAVAILABLE = 503;
const NO_PEERS = 10_005;

/** A log that is a stream of NATS JetStream. */
export interface NatsLog extends BoundedLog {
  /** What is counted of the connection, while `entries$` is subscribed to. */
  readonly link: Readonly<NatsLink>;
  /** What there is to say of the connection to the operators. */
  readonly entries$: Observable<LogEntry>;
  /** Emits the error after which the node cannot take part: it must not write to the log, or read it. */
  readonly failed$: Observable<JournalError>;
  /** Lets go of the connection, after what was offered has been sent. */
  close(): Promise<void>;
}

/**
 * Connects to NATS, and opens the stream there and its snapshots, which are made if they are not there.
 *
 * What is offered is published without a request for an acknowledgement: its coming back is one. What the stream has taken comes by
 * the subject to which the servers republish it, which needs no consumer that would have to move when a server is lost; what is
 * missing there is read from the stream.
 *
 * @param settings the servers, the name of the node, and by what it is let in
 * @throws JournalError with a sentence, if no server lets it in or the stream cannot be used; servers that begin have 30 s to serve
 */
export async function openNatsLog(settings: NatsSettings): Promise<NatsLog> {
  const connection = await natsConnection(settings);
  const end = performance.now() + READY_MS;
  for (;;) {
    try {
      return await logOf(connection, settings);
    } catch (error) {
      if (isNotReady(error) && performance.now() < end) {
        await pause(RETRY_MS);
        continue;
      }
      await connection.close();
      const message = `the stream ${STREAM} at ${settings.nats} cannot be used: ${messageOf(error)}`;
      throw rightMissing(error) ?? new JournalError(message, { cause: error });
    }
  }
}

/** Whether servers of NATS are there and do not serve yet, as those of a cluster that begins: they have no leader, or not enough peers. */
function isNotReady(error: unknown): boolean {
  if (rightMissing(error)) return false;
  if (error instanceof JetStreamApiError) return error.status === UNAVAILABLE || error.code === NO_PEERS;
  return error instanceof TimeoutError;
}

async function logOf(connection: NatsConnection, settings: NatsSettings): Promise<NatsLog> {
  const manager = await jetstreamManager(connection);
  const replicas = connection.info?.cluster === undefined ? 1 : 3;
  const { created: origin } = await opened(manager, replicas);
  const snapshots = natsSnapshots(connection, replicas);
  const epoch = crc32(origin).toString(16).padStart(8, '0').slice(0, 4);
  const { state } = await manager.streams.info(STREAM);
  const { first_seq: begin, last_seq: end } = state;
  const past = await newestLogState(snapshots, { origin, epoch, begin, end });
  const link = newNatsLink();
  const status$ = from(connection.status()).pipe(
    tap((status) => countStatus(link, status)),
    share(),
  );
  return {
    ...{ origin, epoch, begin, end, snapshots, past, link },
    offer(bytes) {
      if (!connection.isClosed()) connection.publish(`${WRITTEN}.${settings.node}`, bytes);
    },
    entries: (after) =>
      live(connection).pipe(filledIn({ after, end, read: (place) => batch(manager, place), retryMs: RECONNECT_MS })),
    async purge(upTo) {
      await manager.streams.purge(STREAM, { seq: upTo + 1 });
    },
    entries$: status$.pipe(mergeMap((status) => entriesOf(status))),
    failed$: status$.pipe(
      map((status) => (status.type === 'error' ? neededRightMissing(status.error) : undefined)),
      filter((error) => error !== undefined),
    ),
    close: () => connection.drain(),
  };
}

/** The stream as it is there, or as it is made: of three servers, two have each message before it comes back. */
async function opened(manager: JetStreamManager, replicas: number): Promise<StreamInfo> {
  const found = await manager.streams.info(STREAM).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  });
  const info =
    found ??
    (await manager.streams.add({
      name: STREAM,
      subjects: [`${WRITTEN}.>`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      num_replicas: replicas,
      allow_direct: true,
      deny_delete: true,
      republish: { src: `${WRITTEN}.>`, dest: `${LIVE}.>` },
    }));
  if (!info.config.allow_direct || info.config.republish?.dest !== `${LIVE}.>`) {
    throw new Error(`it is not as rxchat makes it: it needs allow_direct, and to republish ${WRITTEN}.> to ${LIVE}.>`);
  }
  return info;
}

/** What the stream takes from here on, as far as it comes. */
const live = (connection: NatsConnection): Observable<Stored<Uint8Array>> =>
  new Observable((subscriber) => {
    const subscription = connection.subscribe(`${LIVE}.>`, {
      callback: (error, { subject, data, headers }) => {
        if (error || !headers) return; // it is read from the stream
        const place = Number(headers.get('Nats-Sequence'));
        const at = Date.parse(headers.get('Nats-Time-Stamp'));
        subscriber.next({ place, at, message: data, writer: subject.slice(LIVE.length + 1) });
      },
    });
    return () => {
      subscription.unsubscribe();
    };
  });

/** Some of what the stream has from a place on; nothing if it has no more. */
const batch = (manager: JetStreamManager, place: number): Observable<Stored<Uint8Array>> =>
  from(manager.direct.getBatch(STREAM, { seq: place, batch: BATCH })).pipe(
    mergeMap((messages) => from(messages)),
    map(({ seq, timestamp, subject, data }) => ({
      ...{ place: seq, at: Date.parse(timestamp), message: data },
      writer: subject.slice(WRITTEN.length + 1),
    })),
  );
