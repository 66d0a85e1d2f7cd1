/** An object of the JSON dialect (docs/protocol.md). What is not known here is passed over. */
export type ServerMessage =
  | { readonly type: 'hello'; readonly epoch: string }
  | { readonly type: 'prompt' }
  | { readonly type: 'accepted'; readonly name: string }
  | Said
  | {
      readonly type: 'joined' | 'left';
      readonly id: string;
      readonly at: string;
      readonly room: string;
      readonly name: string;
    }
  | {
      readonly type: 'whispered';
      readonly id: string;
      readonly at: string;
      readonly from: string;
      readonly text: string;
    }
  | {
      readonly type: 'whispering';
      readonly id: string;
      readonly at: string;
      readonly to: string;
      readonly text: string;
    }
  | { readonly type: 'users'; readonly room?: string; readonly names: readonly string[]; readonly more: number }
  | { readonly type: 'rooms'; readonly rooms: readonly RoomSize[]; readonly more: number }
  | { readonly type: 'refused'; readonly code: string; readonly hint: string | null }
  | { readonly type: 'skipped'; readonly lines: number }
  | {
      readonly type: 'history';
      readonly room: string;
      readonly lines: number;
      readonly of: number;
      readonly more: number;
      readonly last?: string;
    }
  | { readonly type: 'topic'; readonly room: string; readonly text: string | null; readonly by?: string }
  | { readonly type: 'motd'; readonly lines: readonly string[] }
  | { readonly type: 'welcome'; readonly room: string; readonly members: number }
  | { readonly type: 'help'; readonly entries: readonly { readonly syntax: string; readonly does: string }[] }
  /** Times in seconds. */
  | {
      readonly type: 'who';
      readonly name: string;
      readonly room: string;
      readonly idle: number;
      readonly here: number;
      readonly behind: number;
      readonly away?: string;
    }
  | { readonly type: 'set'; readonly [name: string]: string }
  | { readonly type: 'ignored'; readonly names: readonly string[] }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'end'; readonly reason: string };

/** A line that was said; `past` if it was said before we came. */
export interface Said {
  readonly type: 'said';
  readonly id: string;
  readonly at: string;
  readonly room: string;
  readonly from: string;
  readonly text: string;
  readonly action?: true;
  readonly past?: true;
}

/** A room as it is listed. */
export interface RoomSize {
  readonly name: string;
  readonly members: number;
}

/** What happens to the connection. */
export type SocketEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'received'; readonly message: ServerMessage }
  /** It is closed; another one is tried later. */
  | { readonly type: 'closed' };

/** What the person does. */
export type Action =
  | { readonly type: 'chose name'; readonly name: string }
  /** One line, which may be a command, or several, which are none. */
  | { readonly type: 'sent'; readonly lines: readonly string[] }
  | { readonly type: 'chose room'; readonly room: string }
  | { readonly type: 'scrolled up' }
  /** The client is looked at, or is not any more. */
  | { readonly type: 'looked'; readonly isVisible: boolean };

/** Something that happened, to the connection, by the person, or by the clock. */
export type ClientEvent = SocketEvent | Action | { readonly type: 'waited' };

/** What is shown among the lines of a room. */
export type Entry = {
  /** Its own among all entries, for as long as the client runs. */
  readonly key: string;
  /** Where it stands: the epoch and the number of its event, or of the one before it. */
  readonly epoch: string;
  readonly number: number;
  readonly at?: string;
} & (
  | {
      readonly kind: 'said';
      readonly from: string;
      readonly text: string;
      readonly isAction: boolean;
      readonly isMention: boolean;
      readonly isOwn: boolean;
    }
  | { readonly kind: 'whisper'; readonly from?: string; readonly to?: string; readonly text: string }
  | { readonly kind: 'moved'; readonly how: 'joined' | 'left'; readonly names: readonly string[] }
  | { readonly kind: 'note'; readonly text: string; readonly isFault: boolean }
);

/** A list for which a person has asked. */
export type Asked = 'users' | 'rooms' | 'history';

/** What has become of the connection: none is wanted, it is on its way, it has no name yet, or all is well. */
export type Phase = 'idle' | 'connecting' | 'unnamed' | 'online' | 'lost';

/** All that the client knows. */
export interface State {
  readonly phase: Phase;
  /** The name that is wanted; none before one was chosen, and after leaving. */
  readonly wanted: string | undefined;
  /** Whether the server has accepted it once: then it is ours, and is asked for again after a break. */
  readonly wasAccepted: boolean;
  /** Why the name is asked for again. */
  readonly nameFault: string | undefined;
  readonly epoch: string;
  /** The room, as names are compared, and what was said in each of those that we have been in. */
  readonly room: string;
  readonly logs: Readonly<Record<string, readonly Entry[]>>;
  /** Up to which line we have all of a room, by its id. */
  readonly seen: Readonly<Record<string, string>>;
  /** Whether what was missed in the room was asked for and has not come yet. */
  readonly isCatchingUp: boolean;
  /** Whether we are on the way from the lobby, where everybody begins, back to our room. */
  readonly isReturning: boolean;
  /** The topics that are known, by room: that of a room comes before we have come into it. */
  readonly topics: Readonly<Record<string, string>>;
  /** How often we have come into the room in which we then stay. */
  readonly entrances: number;
  readonly people: readonly string[];
  readonly rooms: readonly RoomSize[];
  readonly isVisible: boolean;
  /** How many lines have come since nobody looks, and the first one of them. */
  readonly unread: number;
  readonly firstUnread: string | undefined;
  /** Whether all that is kept of the room was asked for. */
  readonly hasAskedPast: boolean;
  /** Which answers are for the person, and not for the lists beside the lines. */
  readonly asked: readonly Asked[];
  /** What the operators say to newcomers, as it was shown last: it is sent at each return. */
  readonly motd: string;
  /** Numbers the entries that have no id. */
  readonly notes: number;
}

/** A state, and what follows from the event that has brought it about. */
export interface Step {
  readonly state: State;
  /** Lines for the server. */
  readonly sends: readonly string[];
  /** What the person is told if nobody looks. */
  readonly notice?: { readonly title: string; readonly text: string };
  /** A line of the past that the person has asked for, and that is in the log already. */
  readonly again?: Entry;
}
