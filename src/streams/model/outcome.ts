import type { PlannedDelivery } from './delivery';
import type { Ending } from './ending';
import type { ForeignProtocol } from './foreignProtocol';
import type { ConnectionId, NameKey } from './ids';
import type { NameFault, Rejection } from './refusal';
import type { Signal } from './signal';

/** What came of an event that is no command; each type is also a label of the metrics. */
export const OUTCOME_TYPES = [
  'restart',
  'reload',
  'connect',
  'register',
  'unregister',
  'refuse',
  'rejected',
  'expire',
  'overload',
  'recover',
  'shutdown',
  'gone',
  'cut_off',
  'dialect',
  'signal',
  'receipt',
  'overflow',
  'none',
  'defect',
] as const;

/** A client that is in a room, as an outcome names it. */
export interface Member {
  readonly client: ConnectionId;
  readonly name: string;
  readonly room: NameKey;
}

/** A client whose time is over, and its seat if it was in a room. */
export interface Expired {
  readonly client: ConnectionId;
  readonly code: 'registration_timeout' | 'idle_timeout';
  readonly member?: Member;
}

/** What an event did to the registry, or why it did nothing: all that routing needs to know. */
export type Outcome =
  /** The server has started: these clients of the time before are gone. */
  | { readonly type: 'restart'; readonly clients: readonly ConnectionId[] }
  /** Other rules are in force. */
  | { readonly type: 'reload' }
  /** A client is let in; `isGreeted` if its dialect was chosen before. */
  | { readonly type: 'connect'; readonly client: ConnectionId; readonly isGreeted?: true }
  | ({ readonly type: 'register'; readonly roomName: string } & Member)
  /** A command was carried out: its label in the metrics, and what follows from it for clients. */
  | {
      readonly type: 'command';
      readonly command: string;
      readonly client: ConnectionId;
      readonly deliveries: readonly PlannedDelivery[];
    }
  /** The connection is gone; `member` if it still was in a room. */
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
  /** What the client asked for was refused, and it stays; `asksName` if it still has to name itself. */
  | {
      readonly type: 'refuse';
      readonly client: ConnectionId;
      readonly code: string;
      /** What is wrong with a name, if the code alone does not say it. */
      readonly fault?: NameFault;
      /** What is allowed, in a sentence, if the command says it itself. */
      readonly hint?: string;
      readonly asksName: boolean;
      /** The line that is refused, counted from the first one of its connection. */
      readonly line?: number;
    }
  /** A connection is not let in, or not kept. */
  | {
      readonly type: 'rejected';
      readonly client: ConnectionId;
      readonly reason: Rejection | ForeignProtocol | 'shutdown';
    }
  /** The time of some clients is over: their connections end. */
  | { readonly type: 'expire'; readonly expired: readonly Expired[] }
  /** No client is let in for a while; the event loop was late by so many milliseconds. */
  | { readonly type: 'overload'; readonly lag: number }
  /** Clients are let in again, after so many milliseconds. */
  | { readonly type: 'recover'; readonly lasted: number }
  /** All connections end; with `restarts`, whoever connects again is let in. */
  | { readonly type: 'shutdown'; readonly clients: readonly ConnectionId[]; readonly restarts?: true }
  /** The clients of a node are gone; those whose connections are here, because it is this node that is taken for gone, end. */
  | {
      readonly type: 'gone';
      readonly clients: readonly ConnectionId[];
      readonly members: readonly Member[];
      readonly isHere: boolean;
    }
  /** These clients learn that what they write waits. */
  | { readonly type: 'cut_off'; readonly clients: readonly ConnectionId[] }
  /** A client has chosen the dialect in which it receives messages. */
  | { readonly type: 'dialect'; readonly client: ConnectionId; readonly dialect: string }
  /** A client is answered that asked for something by a key or a command of telnet. */
  | { readonly type: 'signal'; readonly client: ConnectionId; readonly signal: Signal; readonly isNamed: boolean }
  /** One who whispered is sent what became of it. */
  | { readonly type: 'receipt'; readonly client: ConnectionId; readonly text: string }
  /** A client has begun to miss what it is sent, or has caught up. */
  | { readonly type: 'overflow'; readonly client: ConnectionId }
  /** No client receives anything, and nothing has changed but what was kept of the past. */
  | { readonly type: 'none' }
  /** The event could not be reduced: that is a defect, and the registry is as it was. */
  | { readonly type: 'defect'; readonly error: unknown };

/** An outcome by its type. */
export type OutcomeOf<T extends Outcome['type']> = Extract<Outcome, { type: T }>;

/** An outcome's label in the metrics: its type, or the command that was carried out. */
export const labelOf = (outcome: Outcome): string => (outcome.type === 'command' ? outcome.command : outcome.type);
