import type { ConnectionId } from './connection';
import type { NameKey } from '../reduce/names';

/** One step of telling clients what happened; carried out in order. */
export type Delivery =
  /** A line for one client; `calm` where it may wait a little. */
  | { readonly type: 'tell'; readonly client: ConnectionId; readonly line: string; readonly calm?: true }
  /** A line for all who are in a room at this point of the order; `calm` where it only says who comes and goes. */
  | { readonly type: 'tellRoom'; readonly room: NameKey; readonly line: string; readonly calm?: true }
  /** From here on the client gets the lines of a room. */
  | { readonly type: 'enter'; readonly client: ConnectionId; readonly room: NameKey }
  /** From here on it no longer does. */
  | { readonly type: 'leave'; readonly client: ConnectionId; readonly room: NameKey }
  /** Nothing comes after this for the client, from its room neither: its connection ends, after a farewell if any. */
  | { readonly type: 'end'; readonly client: ConnectionId; readonly line?: string };

export const tell = (client: ConnectionId, line: string): Delivery => ({ type: 'tell', client, line });
export const greet = (client: ConnectionId, line: string): Delivery => ({ type: 'tell', client, line, calm: true });
export const tellRoom = (room: NameKey, line: string): Delivery => ({ type: 'tellRoom', room, line });
export const announce = (room: NameKey, line: string): Delivery => ({ type: 'tellRoom', room, line, calm: true });
export const enter = (client: ConnectionId, room: NameKey): Delivery => ({ type: 'enter', client, room });
export const leave = (client: ConnectionId, room: NameKey): Delivery => ({ type: 'leave', client, room });
export const end = (client: ConnectionId, line?: string): Delivery =>
  line === undefined ? { type: 'end', client } : { type: 'end', client, line };

/**
 * Whether somebody waits for a delivery. When a crowd comes in at once, who came may be told a little later, and all
 * together: otherwise each of thousands would be told of each of thousands by a write of its own.
 *
 * @param delivery the delivery
 * @returns false for the greeting of a newcomer, and for comings and goings
 */
export function isUrgent(delivery: Delivery): boolean {
  return (delivery.type === 'tell' || delivery.type === 'tellRoom') && !delivery.calm;
}
