import type { Connection } from './connection';
import type { Ending } from './ending';
import type { ForeignProtocol } from './foreignProtocol';
import type { ConnectionId } from './ids';
import type { LineFault } from './refusal';
import type { Rules } from './rules';
import type { Signal } from './signal';

/** The server stops. If it restarts, whoever connects again finds it, or another one in its place. */
export interface ShutdownRequested {
  readonly type: 'shutdownRequested';
  readonly restarts?: true;
}

/** Something that happened, in the past tense: the only input of the registry. Plain data, so it can be recorded: JSON keeps all of it. */
export type ChatEvent =
  /**
   * The server has started, which ends all clients that were connected before; only in a journal that is kept. What the events
   * after it mean is decided by its rules and by this version of the program.
   */
  | { readonly type: 'started'; readonly version: string; readonly rules: Rules }
  /** The operators have changed the rules while the server runs. */
  | { readonly type: 'rulesChanged'; readonly rules: Rules }
  /** `dialect` if its transport has chosen one. */
  | {
      readonly type: 'connected';
      readonly client: ConnectionId;
      readonly address: string;
      readonly port: number;
      readonly dialect?: string;
    }
  /**
   * `line` counts the lines of this connection from 1, the empty ones left out. `behind` if it asks about a client for which lines
   * wait: how many.
   */
  | {
      readonly type: 'lineReceived';
      readonly client: ConnectionId;
      readonly text: string;
      readonly line?: number;
      readonly behind?: number;
    }
  /** Of the lines of a burst that is too fast, the first one: nothing comes of the others, which are counted and no event. */
  | { readonly type: 'lineRefused'; readonly client: ConnectionId; readonly fault: LineFault; readonly line?: number }
  /** The client asked for something by a key or a command of telnet. */
  | { readonly type: 'signalReceived'; readonly client: ConnectionId; readonly signal: Signal }
  /** The client speaks a protocol that is not served here. */
  | { readonly type: 'foreignProtocolDetected'; readonly client: ConnectionId; readonly protocol: ForeignProtocol }
  | { readonly type: 'disconnected'; readonly client: ConnectionId; readonly ending: Ending }
  /**
   * Time passed; appended at an interval while anything waits for that, so that deadlines need no clock of their own. `stoodStill` is the part of that
   * time, in ms, in which the server stood still and could read nothing: it counts for no deadline.
   */
  | { readonly type: 'ticked'; readonly stoodStill?: number }
  /** The event loop was late by so many milliseconds, which is more than allowed; and later, it keeps up again. */
  | { readonly type: 'overloaded'; readonly lag: number }
  | { readonly type: 'recovered' }
  | ShutdownRequested
  /**
   * A client has sent a line that may be the name it asks for, or stands behind one: in the log that nodes share, in which nothing
   * was of this client before. How it is shown messages is known where it is connected.
   */
  | {
      readonly type: 'nameAsked';
      readonly client: ConnectionId;
      readonly address: string;
      readonly port: number;
      readonly text: string;
      readonly line?: number;
    }
  /** A node that shared the log has gone, and its clients with it; without a number, this node itself is taken for gone. */
  | { readonly type: 'nodeGone'; readonly node?: number }
  /** What this node appends does not come back from the log that it shares. */
  | { readonly type: 'cutOff' }
  | ReportEvent;

/** What became of output that no client waits for. */
export type ReportEvent =
  /** What is sent to the client is dropped, until it has caught up. */
  | { readonly type: 'overflowed'; readonly client: ConnectionId }
  | { readonly type: 'caughtUp'; readonly client: ConnectionId }
  /** A whisper of the client waits behind so many lines, since the one of that name is slow. */
  | { readonly type: 'whisperDelayed'; readonly client: ConnectionId; readonly to: string; readonly lines: number }
  /** A whisper of the client did not come to the one of that name. */
  | { readonly type: 'whisperDropped'; readonly client: ConnectionId; readonly to: string };

/** The event that a connection begins with. */
export const connected = ({ id, remote, dialect }: Connection): ChatEvent => ({
  type: 'connected',
  client: id,
  address: remote.address,
  port: remote.port,
  ...(dialect !== undefined && { dialect }),
});

/** The event that a connection ends with. */
export const disconnected = (client: ConnectionId, ending: Ending): ChatEvent => ({
  type: 'disconnected',
  client,
  ending,
});

const REPORTS: Readonly<Record<ReportEvent['type'], true>> = {
  overflowed: true,
  caughtUp: true,
  whisperDelayed: true,
  whisperDropped: true,
};

/** Whether an event is a report of output. */
export const isReport = (event: ChatEvent): event is ReportEvent => Object.hasOwn(REPORTS, event.type);
