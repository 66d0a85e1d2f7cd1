import { placeOf, saidEntry, withAllSeen, withEntry, withMoved, withNote } from './log';
import type { Asked, Entry, Said, ServerMessage, State, Step } from './model';
import { goneText, skippedText, whoText } from './sentences';
import { LOBBY, ofRoom } from './state';
import { words } from './words';

/** Why a connection ends that is not tried again by itself. */
const FINAL = ['exit', 'idle_timeout', 'registration_timeout'];

/** Why a connection ends that has another one soon: not worth a line among those of the room. */
const SILENT = ['shutdown', 'restarting'];

/**
 * What a message of the server does to the client.
 *
 * @param state the state
 * @param message the message
 * @returns the next state, what to send, and what to tell
 */
export function received(state: State, message: ServerMessage): Step {
  switch (message.type) {
    case 'hello':
      return done(withEpoch(state, message.epoch));
    case 'prompt':
      return done(state, state.nameFault === undefined && state.wanted !== undefined ? [state.wanted] : []);
    case 'accepted':
      return accepted(state, message.name);
    case 'said':
      return said(state, message);
    case 'whispered': {
      const { id, at, from, text } = message;
      return noticed(state, { key: `w ${id}`, ...placeOf(id), at, kind: 'whisper', from, text });
    }
    case 'whispering': {
      const { id, at, to, text } = message;
      return done(withEntry(state, { key: `w ${id}`, ...placeOf(id), at, kind: 'whisper', to, text }));
    }
    case 'joined':
    case 'left':
      return moved(state, message);
    case 'users':
    case 'rooms':
      return listed(state, message);
    case 'history':
      return caughtUp(state, message);
    case 'topic': {
      const { room, text, by } = message;
      const next = withTopic(state, room, text);
      if (by === undefined) return done(next);
      return done(withNote(next, text === null ? `${by} removed the topic` : `${by} set the topic: ${text}`));
    }
    case 'refused':
      return refused(state, message.code, message.hint);
    case 'skipped':
      return done(withNote(state, skippedText(message.lines), true));
    case 'help':
      return done(message.entries.reduce((next, { syntax, does }) => withNote(next, `${syntax} – ${does}`), state));
    case 'ignored':
      return done(withNote(state, `You ignore ${message.names.length > 0 ? message.names.join(', ') : 'nobody'}.`));
    case 'who':
      return done(withNote(state, whoText(message)));
    case 'set': {
      const { type: _, ...values } = message;
      return done(
        withNote(
          state,
          `Set: ${Object.entries(values)
            .map((pair) => pair.join(' = '))
            .join(', ')}`,
        ),
      );
    }
    case 'motd':
      return done(withMotd(state, message.lines));
    case 'welcome':
      return done(state); // the list of people says it
    case 'notice':
      return done(withNote(state, message.text));
    case 'end':
      return done(ended(state, message.reason));
    default:
      return done(state); // of a later server
  }
}

const done = (state: State, sends: readonly string[] = []): Step => ({ state, sends });

/** Numbers of another epoch cannot be compared: what was said in it stands before, and nothing is missing. */
function withEpoch(state: State, epoch: string): State {
  if (state.epoch === '' || state.epoch === epoch) return { ...state, epoch };
  return withNote({ ...state, epoch, seen: {} }, 'The server has started anew.');
}

function withTopic(state: State, room: string, text: string | null): State {
  const { [room]: _, ...others } = state.topics;
  return { ...state, topics: text === null ? others : { ...others, [room]: text } };
}

/** What the operators say is shown once, as long as they say the same. */
function withMotd(state: State, said: readonly string[]): State {
  const motd = said.join('\n');
  return motd === state.motd ? state : said.reduce((next, line) => withNote(next, line), { ...state, motd });
}

/** We have our name, and are in the lobby: from there back to the room that we were in. */
function accepted(state: State, name: string): Step {
  const isReturning = state.room !== LOBBY;
  const next: State = {
    ...state,
    ...{ phase: 'online', wanted: name, wasAccepted: true, nameFault: undefined },
    ...{ isReturning, isCatchingUp: ofRoom(state.seen, state.room) !== undefined, topics: {} },
  };
  return done(next, isReturning ? [`/join ${state.room}`] : []);
}

function said(state: State, message: Said): Step {
  const entry = saidEntry(message, state.wanted ?? '');
  const { past, room } = message;
  if (past || room !== state.room) {
    const next = withEntry(state, entry, room);
    return next === state && state.asked.includes('history') ? { ...done(state), again: entry } : done(next);
  }
  const step = noticed(state, entry);
  return state.isCatchingUp ? step : { ...step, state: withAllSeen(step.state, room) };
}

/** Adds a line. While nobody looks it is counted; and if it is for us, we are told. */
function noticed(state: State, entry: Entry): Step {
  const next = withEntry(state, entry);
  if (state.isVisible || next === state || (entry.kind === 'said' && entry.isOwn)) return done(next);
  const counted = { ...next, unread: state.unread + 1, firstUnread: state.firstUnread ?? entry.key };
  const isForUs = entry.kind === 'whisper' || (entry.kind === 'said' && entry.isMention);
  if (!isForUs) return done(counted);
  return { ...done(counted), notice: { title: entry.from ?? '', text: entry.text } };
}

function moved(state: State, { type, room, name, id }: Extract<ServerMessage, { type: 'joined' | 'left' }>): Step {
  if (name === state.wanted) return type === 'joined' ? entered(state, room) : done(state);
  if (room !== state.room) return done(state);
  const others = state.people.filter((other) => other !== name);
  const people = type === 'joined' ? [...others, name].sort() : others;
  return done(withMoved({ ...state, people }, id, type, name));
}

/**
 * We have come into a room, and have received the last that was said there. What we have missed beyond that is asked for; the
 * lines come as past ones, and find their place.
 */
function entered(state: State, room: string): Step {
  if (state.isReturning && room === LOBBY) return done(state);
  const last = ofRoom(state.seen, room);
  const topic = ofRoom(state.topics, room);
  const next: State = {
    ...state,
    room,
    isReturning: false,
    isCatchingUp: last !== undefined,
    hasAskedPast: false,
    topics: topic === undefined ? {} : { [room]: topic },
    entrances: state.entrances + 1,
  };
  const lists = ['/users', '/rooms'];
  return last === undefined ? done(withAllSeen(next, room), lists) : done(next, [`/history since ${last}`, ...lists]);
}

/** What was missed has come, or a part of it. How much the server no longer has is said at its place. */
function caughtUp(state: State, { lines, of, more, last }: Extract<ServerMessage, { type: 'history' }>): Step {
  if (!state.isCatchingUp) return done(withoutAsked(state, 'history'));
  const { room } = state;
  const gone = of - lines - more;
  const id = ofRoom(state.seen, room) ?? '';
  const gap: Entry = { key: `gap ${id}`, ...placeOf(id), kind: 'note', isFault: false, text: goneText(gone) };
  const next = gone > 0 ? withEntry(state, gap) : state;
  if (more > 0 && last !== undefined)
    return done({ ...next, seen: { ...next.seen, [room]: last } }, [`/history since ${last}`]);
  return done(withAllSeen({ ...next, isCatchingUp: false }, room));
}

const withoutAsked = (state: State, answered: Asked): State => ({
  ...state,
  asked: state.asked.filter((other) => other !== answered),
});

/** The lists beside the lines, and an answer in words if the person has asked. */
function listed(state: State, message: Extract<ServerMessage, { type: 'users' | 'rooms' }>): Step {
  const { type, more } = message;
  const isOfRoom = type === 'users' && message.room !== undefined;
  const next: State = {
    ...withoutAsked(state, type),
    ...(isOfRoom && { people: message.names }),
    ...(type === 'rooms' && { rooms: message.rooms }),
  };
  if (!state.asked.includes(type)) return done(next);
  const all =
    type === 'users' ? message.names : message.rooms.map(({ name, members }) => `${name} (${String(members)})`);
  const heading = type === 'rooms' ? 'Rooms' : isOfRoom ? 'In this room' : 'On this server';
  return done(withNote(next, `${heading}: ${all.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`));
}

function refused(state: State, code: string, hint: string | null): Step {
  if (state.isReturning) {
    // We cannot go back to our room, and stay where we are.
    const { state: next, sends } = entered({ ...state, isReturning: false }, LOBBY);
    return done(withNote(next, words(code, hint), true), sends);
  }
  // What was missed is not waited for if it is refused.
  if (state.phase !== 'unnamed') return done(withNote({ ...state, isCatchingUp: false }, words(code, hint), true));
  // Our own connection that broke may still have it: it is asked for again after a while.
  const isOwn = code === 'username_taken' && state.wasAccepted;
  return done({ ...state, nameFault: isOwn ? STILL_TAKEN : words(code, hint) });
}

const STILL_TAKEN = 'Your name is still held by your connection that broke. It is asked for again; or choose another.';

/** Who was sent away for a reason that stays does not come back by itself. */
function ended(state: State, reason: string): State {
  if (FINAL.includes(reason)) {
    const nameFault = reason === 'exit' ? undefined : words(reason);
    return { ...state, phase: 'idle', wanted: undefined, wasAccepted: false, nameFault };
  }
  if (state.phase === 'online') return SILENT.includes(reason) ? state : withNote(state, words(reason), true);
  return { ...state, nameFault: words(reason) };
}
