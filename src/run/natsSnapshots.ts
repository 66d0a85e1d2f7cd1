import { JetStreamApiCodes, JetStreamApiError, StorageType } from '@nats-io/jetstream';
import { type ObjectStore, Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, from, timeout } from 'rxjs';
import {
  type KeptSnapshot,
  newestFirst,
  OvertakenError,
  type Slot,
  type SnapshotStore,
} from '../recovery/snapshotStore';

/** The bucket of the object store. */
const BUCKET = 'chat-snapshots';

/** How long the pieces of a snapshot may take to come, in ms: some that are missing do not come at all. */
const READ_MS = 10_000;

/**
 * The snapshots of the stream in JetStream's object store, which is made where it is not there, also if it was deleted meanwhile. An
 * object is read with its digest checked, and replaced all at once: until the new one is whole, the old one is there.
 *
 * @param connection the connection to NATS
 * @param replicas on how many servers each is
 */
export function natsSnapshots(connection: NatsConnection, replicas: number): SnapshotStore {
  const objects = new Objm(connection);
  const opened = (): Promise<ObjectStore> => objects.create(BUCKET, { storage: StorageType.File, replicas });
  return {
    async list() {
      const bucket = await opened();
      return newestFirst(await keptIn(bucket, 'first'), await keptIn(bucket, 'second'));
    },
    async read(slot) {
      const bucket = await opened();
      const bytes = await firstValueFrom(from(bucket.getBlob(slot)).pipe(timeout(READ_MS)), { defaultValue: null });
      if (!bytes) throw new Error('it is not there');
      return bytes;
    },
    async write({ slot, revision: previousRevision }, { origin, place }, bytes) {
      const metadata = { origin, place: String(place) };
      try {
        await (await opened()).putBlob({ name: slot, metadata }, bytes, { previousRevision });
      } catch (error) {
        throw isOtherRevision(error) ? new OvertakenError(slot) : error;
      }
    },
  };
}

const isOtherRevision = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;

async function keptIn(bucket: ObjectStore, slot: Slot): Promise<KeptSnapshot> {
  const info = await bucket.info(slot);
  const revision = info?.revision ?? 0;
  if (!info || info.deleted) return { slot, origin: '', place: 0, madeAt: 0, revision };
  const { origin = '', place = '0' } = info.metadata ?? {};
  return { slot, origin, place: Number(place), madeAt: Date.parse(info.mtime), revision };
}
