import type { ConnectionId, NameKey } from './ids';
import type { EndReason, Message, MessageOf } from './message';
import type { PastRequest } from './past';
import type { Pace, Style } from './preferences';
import type { Stamp } from './stamp';

/** One step of sending to clients what happened; carried out in order. */
export type Delivery =
  /** From here on messages tell of the event of this stamp. */
  | ({ readonly type: 'stamp' } & Stamp)
  /** A message for one client; `deferrable` if it may wait a little. `asker` is who asked for it, if that is another client. */
  | {
      readonly type: 'send';
      readonly client: ConnectionId;
      readonly message: Message;
      readonly asker?: ConnectionId;
      /** The name of the client, if the asker is to know what becomes of the message. */
      readonly to?: string;
      readonly deferrable?: true;
    }
  /**
   * A message for all who are in a room at this point of the order, but those in `except`; `deferrable` if it only says who
   * comes and goes.
   */
  | {
      readonly type: 'sendRoom';
      readonly room: NameKey;
      readonly message: Message;
      readonly except?: readonly ConnectionId[];
      readonly deferrable?: true;
    }
  /** From here on the client receives the messages of a room. */
  | { readonly type: 'enterRoom'; readonly client: ConnectionId; readonly room: NameKey }
  /** From here on it no longer does. */
  | { readonly type: 'leaveRoom'; readonly client: ConnectionId }
  /** From here on its messages are shown in another dialect, or in another style; without a dialect, the first one is meant. */
  | {
      readonly type: 'useDialect';
      readonly client: ConnectionId;
      readonly dialect?: string;
      readonly style?: Style;
    }
  /** From here on lines of the client that come too fast are refused, or wait: carried out where lines are charged. */
  | { readonly type: 'usePace'; readonly client: ConnectionId; readonly pace: Pace }
  /** Nothing follows for the client, from its room neither: its connection ends, after a last message if there is one. */
  | { readonly type: 'end'; readonly client: ConnectionId; readonly reason?: EndReason };

/** A client is to receive what was said in a room before; see `remembered`, which makes deliveries of it. */
export interface SendPast {
  readonly type: 'sendPast';
  readonly client: ConnectionId;
  readonly room: NameKey;
  readonly request: PastRequest;
}

/** A client is to receive what is known of another one; see `observed`, which fills in since when that one has said nothing. */
export interface SendWho {
  readonly type: 'sendWho';
  readonly client: ConnectionId;
  readonly of: ConnectionId;
  readonly message: Omit<MessageOf<'who'>, 'idle'>;
}

/** A delivery, or what becomes some. */
export type PlannedDelivery = Delivery | SendPast | SendWho;

/** A copy: what refers to a recorded event keeps all of it, up to the end of the turn. */
export const stamp = ({ seq, at }: Stamp): Delivery => ({ type: 'stamp', seq, at });
export const send = (client: ConnectionId, message: Message): Delivery => ({ type: 'send', client, message });
/** A message for a client for which another client asked: what there is too much of is missing from what that one sends. */
export const sendFrom = (asker: ConnectionId, client: ConnectionId, message: Message): Delivery => ({
  type: 'send',
  client,
  message,
  asker,
});
/** A whisper: the one who sent it receives what becomes of it. */
export const sendWhisper = (
  asker: ConnectionId,
  client: ConnectionId,
  to: string,
  message: MessageOf<'whispered'>,
): Delivery => ({ type: 'send', client, message, asker, to });
export const sendDeferrable = (client: ConnectionId, message: Message): Delivery => ({
  type: 'send',
  client,
  message,
  deferrable: true,
});
export const sendRoom = (room: NameKey, message: Message): Delivery => ({ type: 'sendRoom', room, message });
export const sendRoomExcept = (room: NameKey, message: Message, except: readonly ConnectionId[]): Delivery => ({
  type: 'sendRoom',
  room,
  message,
  except,
});
export const sendRoomDeferrable = (room: NameKey, message: Message): Delivery => ({
  type: 'sendRoom',
  room,
  message,
  deferrable: true,
});
export const enterRoom = (client: ConnectionId, room: NameKey): Delivery => ({ type: 'enterRoom', client, room });
export const leaveRoom = (client: ConnectionId): Delivery => ({ type: 'leaveRoom', client });
export const useDialect = (client: ConnectionId, dialect?: string, style?: Style): Delivery => ({
  type: 'useDialect',
  client,
  ...(dialect !== undefined && { dialect }),
  ...(style && { style }),
});
export const sendPast = (client: ConnectionId, room: NameKey, request: PastRequest): SendPast => ({
  type: 'sendPast',
  client,
  room,
  request,
});
export const sendWho = (client: ConnectionId, of: ConnectionId, message: SendWho['message']): SendWho => ({
  type: 'sendWho',
  client,
  of,
  message,
});
export const usePace = (client: ConnectionId, pace: Pace): Delivery => ({ type: 'usePace', client, pace });
export const end = (client: ConnectionId, reason?: EndReason): Delivery =>
  reason === undefined ? { type: 'end', client } : { type: 'end', client, reason };

/**
 * Whether a client waits for a delivery. When a crowd comes in at once, the news of it may be sent a little later, and all
 * together: otherwise each of thousands would receive one write for each of thousands.
 *
 * @param delivery the delivery
 * @returns false for the prompt of a newcomer, and for comings and goings
 */
export function isUrgent(delivery: Delivery): boolean {
  return (delivery.type === 'send' || delivery.type === 'sendRoom') && !delivery.deferrable;
}
