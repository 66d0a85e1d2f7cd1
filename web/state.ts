import type { State } from './model';

/** The room in which everybody begins. */
export const LOBBY = 'lobby';

/** The state of a page that was just opened. */
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
  topic: undefined,
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
