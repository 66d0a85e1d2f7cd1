import { readFileSync } from 'node:fs';
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
import { connect, credsAuthenticator, type NatsConnection, type Status } from '@nats-io/transport-node';
import { from, map, mergeMap, Observable, share } from 'rxjs';
import type { Settings } from '../config/settings';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import { filledIn } from '../streams/journal/filledIn';
import { JournalError } from '../streams/journal/journalError';
import type { SharedLog, Stored } from '../streams/journal/sharedLog';

/** The stream, the subject that nodes write to, and the one to which the servers republish what the stream has taken. */
const STREAM = 'chat';
const WRITTEN = 'chat.log';
const LIVE = 'live.chat.log';

/** A server that does not answer so often, in this time, is given up; the client's own default is two minutes. */
const PING = { pingInterval: 2000, maxPingOut: 2 };

const RECONNECT_MS = 250;

/** How many messages are read from the stream at once. */
const BATCH = 1000;

/** The settings of a node. */
export type NatsSettings = Pick<Settings, 'nats' | 'node' | 'natsCreds' | 'natsCa'>;

/** A log that is a stream of NATS JetStream. */
export interface NatsLog extends SharedLog {
  /** What there is to say of the connection to the operators. */
  readonly entries$: Observable<LogEntry>;
  /** Lets go of the connection, after what was offered has been sent. */
  close(): Promise<void>;
}

/**
 * Connects to NATS, and opens the stream there, which is made if it is not there.
 *
 * What is offered is published without a request for an acknowledgement: its coming back is one. What the stream has taken comes by
 * the subject to which the servers republish it, which needs no consumer that would have to move when a server is lost; what is
 * missing there is read from the stream.
 *
 * @param settings the servers, the name of the node, and by what it is let in
 * @throws JournalError with a sentence, if no server lets it in or the stream cannot be used
 */
export async function openNatsLog(settings: NatsSettings): Promise<NatsLog> {
  const connection = await connected(settings);
  try {
    const manager = await jetstreamManager(connection);
    const { created, state } = await opened(manager, connection.info?.cluster === undefined ? 1 : 3);
    const status$ = from(connection.status()).pipe(share());
    return {
      epoch: crc32(created).toString(16).padStart(8, '0').slice(0, 4),
      end: state.last_seq,
      offer(bytes) {
        if (!connection.isClosed()) connection.publish(`${WRITTEN}.${settings.node}`, bytes);
      },
      entries: (after) =>
        live(connection).pipe(
          filledIn({ after, end: state.last_seq, read: (place) => batch(manager, place), retryMs: RECONNECT_MS }),
        ),
      entries$: status$.pipe(mergeMap((status) => entriesOf(status))),
      close: () => connection.drain(),
    };
  } catch (error) {
    await connection.close();
    throw new JournalError(`the stream ${STREAM} at ${settings.nats} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function connected({ nats, node, natsCreds, natsCa }: NatsSettings): Promise<NatsConnection> {
  try {
    return await connect({
      servers: nats.split(','),
      name: `rxchat ${node}`,
      ...PING,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      ...(natsCreds !== '' && { authenticator: credsAuthenticator(readFileSync(natsCreds)) }),
      ...(natsCa !== '' && { tls: { caFile: natsCa } }),
    });
  } catch (error) {
    throw new JournalError(`no NATS server at ${nats} lets this node in: ${messageOf(error)}`, { cause: error });
  }
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
      callback: (error, { data, headers }) => {
        if (error || !headers) return; // it is read from the stream
        const place = Number(headers.get('Nats-Sequence'));
        subscriber.next({ place, at: Date.parse(headers.get('Nats-Time-Stamp')), message: data });
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
    map(({ seq, timestamp, data }) => ({ place: seq, at: Date.parse(timestamp), message: data })),
  );

/** What of the connection's doings concerns the operators. */
function entriesOf(status: Status): readonly LogEntry[] {
  switch (status.type) {
    case 'disconnect':
      return [entry('warn', `the connection to the NATS server ${status.server} is lost`)];
    case 'reconnect':
      return [entry('info', `connected to the NATS server ${status.server}`)];
    case 'error':
      return [entry('error', `the NATS server refuses something: ${status.error.message}`)];
    default:
      return [];
  }
}

const entry = (level: LogEntry['level'], message: string): LogEntry => ({ level, event: 'nats', message });
