import type { Target } from '../../../testkit/lineClient';

/** A group of clients that do nothing but talk, half of them in the lobby and half in a room of their own. */
export interface GroupPlan {
  readonly chat: Target;
  readonly clients: number;
  /** Lines a second of all of them together. */
  readonly rate: number;
}

/** What the clients in one room have said and seen, since they joined. */
export interface RoomFigures {
  readonly room: string;
  readonly clients: number;
  readonly said: number;
  /** Deliveries of those lines. */
  readonly seen: number;
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  /** Lines of somebody honest that are not as they were said. */
  readonly altered: number;
  /** Lines that the server has told them they missed. */
  readonly skipped: number;
  /** Lines of others that they have seen; where they are among themselves there are none. */
  readonly strangers: number;
  /** Connections that have ended. */
  readonly ended: number;
  /** Times since the last question, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What the group has seen. */
export interface HonestFigures {
  readonly rooms: readonly RoomFigures[];
  /** Bytes that are not safe to show. */
  readonly unsafe: readonly string[];
  /** How late the process of the group was itself at worst, in ms: so much of the times is not the server's. */
  readonly late: number;
  /** How many were told that the server is shutting down. */
  readonly toldOfShutdown: number;
}

export type HonestRequest =
  /** Connect. */
  | { readonly type: 'join'; readonly plan: GroupPlan }
  /** Talk on until asked for something else; times are taken anew. */
  | { readonly type: 'talk' }
  /** Stop talking, and wait until all that was said has come, or nothing comes any more. */
  | { readonly type: 'pause' }
  /** Say what has been seen by now. */
  | { readonly type: 'look' };

export type HonestAnswer = { readonly type: 'done' } | { readonly type: 'figures'; readonly figures: HonestFigures };
