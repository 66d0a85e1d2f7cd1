import { withNote } from './log';
import type { Action, Asked, ClientEvent, State, Step } from './model';
import { received } from './received';

/** How many lines are asked for when somebody scrolls up: all that a server keeps, unless it is set otherwise. */
const PAST_LINES = 200;

/**
 * What an event does to the client: pure, as all that decides something here.
 *
 * @param state the state
 * @param event what has happened
 * @returns the next state, what to send, and what to tell
 */
export function step(state: State, event: ClientEvent): Step {
  switch (event.type) {
    case 'opened':
      return { state: { ...state, phase: 'unnamed', nameFault: undefined }, sends: [] };
    case 'received':
      return received(state, event.message);
    case 'closed':
      return { state: closed(state), sends: [] };
    case 'waited':
      return { state, sends: waited(state) };
    default:
      return acted(state, event);
  }
}

/** A connection is lost, or none is wanted any more. Of those who are lost one is told once. */
function closed(state: State): State {
  if (state.wanted === undefined) return { ...state, phase: 'idle' };
  const next: State = { ...state, phase: 'lost', isCatchingUp: false, isReturning: false };
  if (state.phase !== 'online') return next;
  return withNote(next, 'The connection is lost. It is tried again, and what you miss comes then.');
}

/** A name that we had may still be held by our connection that broke. The lists change without a word. */
function waited({ phase, nameFault, wasAccepted, wanted, isVisible }: State): readonly string[] {
  if (phase === 'unnamed') return wasAccepted && nameFault !== undefined && wanted !== undefined ? [wanted] : [];
  return phase === 'online' && isVisible ? ['/rooms'] : [];
}

/** Which list a command asks for. */
function askedBy(line: string): Asked | undefined {
  const [, word = ''] = /^\/(\w+)(?:\s|$)/.exec(line.toLowerCase()) ?? [];
  if (['rooms', 'list'].includes(word)) return 'rooms';
  if (['users', 'names'].includes(word)) return 'users';
  return word === 'history' ? 'history' : undefined;
}

function acted(state: State, action: Action): Step {
  const { phase } = state;
  switch (action.type) {
    case 'chose name': {
      const next = { ...state, wanted: action.name, wasAccepted: false, nameFault: undefined };
      if (phase === 'unnamed') return { state: next, sends: [action.name] };
      return { state: { ...next, phase: 'connecting' }, sends: [] };
    }
    case 'sent': {
      const [line = ''] = action.lines;
      const asked = askedBy(line);
      return { state: asked ? { ...state, asked: [...state.asked, asked] } : state, sends: action.lines };
    }
    case 'chose room':
      return { state, sends: phase === 'online' ? [`/join ${action.room}`] : [] };
    case 'scrolled up':
      if (state.hasAskedPast || state.isCatchingUp || phase !== 'online') return { state, sends: [] };
      return { state: { ...state, hasAskedPast: true }, sends: [`/history ${String(PAST_LINES)}`] };
    case 'looked': {
      const { isVisible } = action;
      return {
        state: { ...state, isVisible, unread: 0, firstUnread: isVisible ? state.firstUnread : undefined },
        sends: [],
      };
    }
  }
}
