import type { State } from './model';

/** The room in which everybody begins. */
export const LOBBY = 'lobby';

/** The state of a client that was just opened. */
export const FIRST: State = {
  phase: 'idle',
  wanted: undefined,
  wasAccepted: false,
  nameFault: undefined,
  epoch: '',
  room: LOBBY,
  logs: {},
  seen: {},
  isCatchingUp: false,
  isReturning: false,
  topics: {},
  entrances: 0,
  people: [],
  rooms: [],
  isVisible: true,
  unread: 0,
  firstUnread: undefined,
  hasAskedPast: false,
  asked: [],
  motd: '',
  notes: 0,
};

/**
 * What is kept of a room, by its name, which may be `constructor`.
 *
 * @param kept what is kept, by room
 * @param room the room
 */
export const ofRoom = <T>(kept: Readonly<Record<string, T>>, room: string): T | undefined =>
  Object.hasOwn(kept, room) ? kept[room] : undefined;

/** The topic of the room that is shown. */
export const topicOf = ({ topics, room }: State): string | undefined => ofRoom(topics, room);
