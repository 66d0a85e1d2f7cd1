import type { ConnectionId } from './connection';
import type { Ending } from './ending';
import { FOREIGN_PROTOCOLS, type ForeignProtocol } from '../decode/recognize';
import type { NameFault } from '../reduce/lookAlikes';
import type { NameKey } from '../reduce/names';
import type { Registry } from '../reduce/registry';

/** Why something that a client asked for was refused; each is a line `ERR code`. */
export const REFUSALS = [
  'username_taken',
  'username_invalid',
  'user_not_found',
  'cannot_whisper_self',
  'whisper_usage',
  'room_invalid',
  'unknown_command',
  'invalid_utf8',
  'line_too_long',
  'message_too_long',
  'rate_limited',
  'registration_timeout',
  'idle_timeout',
  'server_full',
  'server_busy',
  'too_many_connections',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** All values of a refusal's label in the metrics. */
export const REFUSAL_REASONS = [...REFUSALS, ...FOREIGN_PROTOCOLS] as const;

/** What came of an event: each type is also a label of the metrics. */
export const OUTCOME_TYPES = [
  'connect',
  'register',
  'broadcast',
  'whisper',
  'users',
  'rooms',
  'join',
  'leave',
  'help',
  'exit',
  'unregister',
  'refuse',
  'turn_away',
  'expire',
  'overload',
  'recover',
  'shutdown',
  'ignore',
  'defect',
] as const;
export type OutcomeType = (typeof OUTCOME_TYPES)[number];

/** A client that is in a room, as an outcome names it. */
export interface Member {
  readonly client: ConnectionId;
  readonly name: string;
  readonly room: NameKey;
}

/** A client whose time is over, and its seat where it was in a room. */
export interface Expired {
  readonly client: ConnectionId;
  readonly code: 'registration_timeout' | 'idle_timeout';
  readonly member?: Member;
}

/** Names in order, cut where there are too many; `more` says how many were left out. */
export interface Listing<T> {
  readonly entries: readonly T[];
  readonly more: number;
}

/** A room as `/rooms` lists it. */
export interface RoomSize {
  readonly name: string;
  readonly members: number;
}

/** What an event did to the registry, or why it did nothing: all that routing needs to know. */
export type Outcome =
  | { readonly type: 'connect'; readonly client: ConnectionId }
  | ({ readonly type: 'register' } & Member)
  | ({ readonly type: 'broadcast'; readonly text: string } & Member)
  | {
      readonly type: 'whisper';
      readonly from: ConnectionId;
      readonly fromName: string;
      readonly to: ConnectionId;
      readonly toName: string;
      readonly text: string;
    }
  | { readonly type: 'users'; readonly client: ConnectionId; readonly users: Listing<string> }
  | { readonly type: 'rooms'; readonly client: ConnectionId; readonly rooms: Listing<RoomSize> }
  /** Somebody went from one room to another; `leave` where the way was back to the lobby by `/leave`. */
  | ({ readonly type: 'join' | 'leave'; readonly left: NameKey; readonly roomName: string } & Member)
  | { readonly type: 'help'; readonly client: ConnectionId }
  /** A name leaves its room and is free again; the connection ends when the farewell has been written. */
  | ({ readonly type: 'exit' } & Member)
  /** The connection is gone; `member` where it still was in a room. */
  | {
      readonly type: 'unregister';
      readonly client: ConnectionId;
      readonly ending: Ending;
      readonly name?: string;
      readonly member?: Member;
      readonly address: string;
      /** How long the connection lasted, in milliseconds. */
      readonly lasted: number;
    }
  /** Something was refused, and the client stays; `asksName` where it still has to name itself. */
  | {
      readonly type: 'refuse';
      readonly client: ConnectionId;
      readonly code: Refusal;
      /** What is wrong with a name, where the code alone does not say it. */
      readonly fault?: NameFault;
      readonly asksName: boolean;
    }
  /** A client is sent away. */
  | { readonly type: 'turn_away'; readonly client: ConnectionId; readonly code: Refusal | ForeignProtocol | 'shutdown' }
  /** Those whose time is over are sent away. */
  | { readonly type: 'expire'; readonly expired: readonly Expired[] }
  /** Nobody is let in for a while; the event loop was late by so many milliseconds. */
  | { readonly type: 'overload'; readonly lag: number }
  /** Clients are let in again, after so many milliseconds. */
  | { readonly type: 'recover'; readonly lasted: number }
  /** All are sent away. */
  | { readonly type: 'shutdown'; readonly clients: readonly ConnectionId[] }
  /** Nobody is told anything, and nothing has changed but what was kept of the past. */
  | { readonly type: 'ignore' }
  /** The event could not be reduced: that is a defect, and the registry is as it was. */
  | { readonly type: 'defect'; readonly error: unknown };

/** What reducing an event gives: a registry, the same one where nothing changed, and an outcome. */
export type Reduced = readonly [Registry, Outcome];
