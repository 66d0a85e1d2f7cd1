import type { ConnectionId } from '../accept/connection';
import type { NameKey } from '../reduce/names';

/** One step of telling clients what happened; carried out in order. */
export type Delivery =
  /** A line for one client. */
  | { readonly type: 'tell'; readonly client: ConnectionId; readonly line: string }
  /** A line for all who are in a room at this point of the order. */
  | { readonly type: 'tellRoom'; readonly room: NameKey; readonly line: string }
  /** From here on the client gets the lines of a room. */
  | { readonly type: 'enter'; readonly client: ConnectionId; readonly room: NameKey }
  /** From here on it no longer does. */
  | { readonly type: 'leave'; readonly client: ConnectionId; readonly room: NameKey }
  /** Nothing comes after this for the client, from its room neither: its connection ends, after a farewell if any. */
  | { readonly type: 'end'; readonly client: ConnectionId; readonly line?: string };

export const tell = (client: ConnectionId, line: string): Delivery => ({ type: 'tell', client, line });
export const tellRoom = (room: NameKey, line: string): Delivery => ({ type: 'tellRoom', room, line });
export const enter = (client: ConnectionId, room: NameKey): Delivery => ({ type: 'enter', client, room });
export const leave = (client: ConnectionId, room: NameKey): Delivery => ({ type: 'leave', client, room });
export const end = (client: ConnectionId, line?: string): Delivery =>
  line === undefined ? { type: 'end', client } : { type: 'end', client, line };
