import type { Ending } from './ending';
import type { ForeignProtocol } from './foreignProtocol';
import type { NameKey } from './ids';
import type { PastLine } from './past';
import type { Preferences } from './preferences';
import type { Rejection } from './refusal';

/** A room as `/rooms` lists it. */
export interface RoomSize {
  readonly name: string;
  readonly members: number;
}

/** A line of `/help`, and a row of the table of commands in the documents. */
export interface HelpEntry {
  /** What is typed, such as `/w NAME TEXT`. */
  readonly syntax: string;
  /** What that does, as the end of a sentence. */
  readonly does: string;
  /** What the client receives, for the documents. */
  readonly answer: string;
}

/** Why the server ends a connection, as far as its client can be sent the reason. */
export type EndReason =
  'exit' | 'shutdown' | 'restarting' | 'node_lost' | 'internal_error' | Rejection | ForeignProtocol;

/** What the server says to a client: data, of which a dialect makes lines. */
export type Message =
  /** The first message to a client that has chosen its dialect. What the server says of itself is known to the dialect. */
  | { readonly type: 'hello' }
  /** A client without a name is asked for one. */
  | { readonly type: 'prompt' }
  /** It has the name that it asked for. */
  | { readonly type: 'accepted'; readonly name: string }
  /** `action` where it is not said but done: `/me waves`. */
  | {
      readonly type: 'said';
      readonly room: NameKey;
      readonly from: string;
      readonly text: string;
      readonly action?: true;
      /** It rings the bell of the client that it is sent to alone. */
      readonly rings?: true;
      /** It is sent to the one alone who said it. */
      readonly isOwn?: true;
    }
  /** Lines that were said in the room before, the oldest first; `at` is the time of the event by which they are sent. */
  | { readonly type: 'past'; readonly room: NameKey; readonly at: number; readonly lines: readonly PastLine[] }
  /**
   * What of the past was sent: so many lines of those that were asked for. `more` are kept and were left out behind them; those
   * after the event with the number `last` are the next.
   */
  | {
      readonly type: 'history';
      readonly room: NameKey;
      readonly lines: number;
      readonly of: number;
      readonly more: number;
      readonly last?: number;
    }
  /** What the room is about, if it has a topic; `by` is who has just set or removed it. */
  | {
      readonly type: 'topic';
      readonly room: NameKey;
      readonly roomName: string;
      readonly text?: string;
      readonly by?: string;
    }
  /** What the operators say to each newcomer. */
  | { readonly type: 'motd'; readonly lines: readonly string[] }
  /** How many people are in the room that a newcomer has entered, itself included. */
  | { readonly type: 'welcome'; readonly room: NameKey; readonly roomName: string; readonly members: number }
  | { readonly type: 'whispered'; readonly from: string; readonly text: string; readonly rings?: true }
  /** The receipt of a whisper, for the one who sent it. */
  | { readonly type: 'whispering'; readonly to: string; readonly text: string }
  /** A member has come; `isNew` where it has just registered. `roomName` is the room's name as it is shown. */
  | {
      readonly type: 'joined';
      readonly room: NameKey;
      readonly roomName: string;
      readonly name: string;
      readonly isNew?: true;
      /** It is sent to the one alone who has come. */
      readonly isOwn?: true;
    }
  /** A member has gone: to another room, or with the reason for which its connection ends. */
  | { readonly type: 'left'; readonly room: NameKey; readonly name: string; readonly reason: Ending | 'moved' }
  /** Names in order; `more` were left out. Of a room, or of the server. */
  | { readonly type: 'users'; readonly room?: NameKey; readonly names: readonly string[]; readonly more: number }
  | { readonly type: 'rooms'; readonly rooms: readonly RoomSize[]; readonly more: number }
  /** Where somebody is: how long it has said nothing, how long it has been here, both in ms, and how many lines wait for it. */
  | {
      readonly type: 'who';
      readonly name: string;
      readonly room: string;
      readonly idle: number;
      readonly here: number;
      readonly behind: number;
      readonly away?: string;
    }
  /** What the client has set, all of it, as it is typed. */
  | { readonly type: 'set'; readonly values: Readonly<Record<keyof Preferences, string>> }
  /** The names whose lines the client does not receive, in order. */
  | { readonly type: 'ignored'; readonly names: readonly string[] }
  | { readonly type: 'help'; readonly entries: readonly HelpEntry[] }
  /** What the client asked for is not done; `hint` is a sentence that says what is allowed. `line` is the line that it asked with. */
  | { readonly type: 'refused'; readonly code: string; readonly hint?: string; readonly line?: number }
  /** Lines were dropped in this place, because the client did not read. */
  | {
      readonly type: 'skipped';
      readonly lines: number;
      /** The numbers of the first and the last of them that have one. */
      readonly first?: number;
      readonly last?: number;
    }
  /** A sentence of the server; `heading` is the word that a line of text begins with, `SYSTEM` if there is none. */
  | { readonly type: 'notice'; readonly text: string; readonly heading?: string }
  /** The last message of a connection. */
  | { readonly type: 'end'; readonly reason: EndReason };

/** A message by its type. */
export type MessageOf<T extends Message['type']> = Extract<Message, { type: T }>;
