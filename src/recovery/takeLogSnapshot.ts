import { lastValueFrom, takeWhile } from 'rxjs';
import { dispensable } from '../streams/journal/snapshotDuty';
import type { SharedLog } from '../streams/journal/sharedLog';
import type { PastLimits } from '../streams/model/rules';
import { foldedLog } from './logFold';
import { type LogIdentity, toSnapshot } from './logSnapshot';
import type { LogPast } from './newestLogState';
import type { SnapshotStore } from './snapshotStore';

/** A log of which snapshots are made. */
export interface BoundedLog extends SharedLog, LogIdentity {
  readonly snapshots: SnapshotStore;
  /** The newest good snapshot when it was opened. */
  readonly past: LogPast;
  /** Removes all messages up to a place. */
  purge(upTo: number): Promise<void>;
}

/** What a snapshot has come to. */
export interface TakenSnapshot {
  /** The place of the last message that is in it. */
  readonly place: number;
  /** How many bytes it has. */
  readonly bytes: number;
  /** Up to which place the log was purged; 0 if nothing was. */
  readonly purged: number;
}

/**
 * Makes a snapshot of a log from what is there: the newest good snapshot, and the messages after it. So it is what the log makes
 * of it, and nothing of a running node has to be looked at.
 *
 * It is written where that one is not, which is kept as the one before. What both have, and what all nodes that are present have
 * read, is purged: so the log has no more than two times the distance of snapshots, and a node that begins with either of them
 * finds all that follows. If another node has replaced what was there when the log was opened, nothing is written: what is there
 * may be newer.
 *
 * @param log the log
 * @param place up to which message
 * @param limits how much rooms remember
 */
export async function takeLogSnapshot(log: BoundedLog, place: number, limits: PastLimits): Promise<TakenSnapshot> {
  const { past: base, snapshots } = log;
  const before = base.state.ledger.place;
  const upTo = Math.min(place, log.end);
  if (before >= upTo) return { place: before, bytes: 0, purged: 0 };
  const messages$ = log.entries(before).pipe(takeWhile((stored) => stored.place < upTo, true));
  const state = await lastValueFrom(messages$.pipe(foldedLog(base.state, limits)), { defaultValue: base.state });
  const bytes = toSnapshot(log.origin, state);
  await snapshots.write(base.replaceable, { origin: log.origin, place: upTo }, bytes);
  const purged = dispensable(state.ledger, before);
  if (purged > 0) await log.purge(purged);
  return { place: upTo, bytes: bytes.length, purged };
}
