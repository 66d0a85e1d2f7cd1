import type { Outcome } from '../model/outcome';
import type { Transition } from '../reduce/transitions';
import { announce, type Delivery, end, enter, greet, leave, tell, tellRoom } from '../model/delivery';
import {
  ACCEPTED,
  announcement,
  FAREWELL,
  HELP,
  PROMPT,
  refusal,
  roomsLine,
  SHUTDOWN,
  usersLine,
  WRONG_PORT,
} from '../dialects/text';

/**
 * Who is told what, for a step of the registry. Pure, and the only place where an outcome becomes lines.
 *
 * @param transition the step
 * @returns the deliveries, in the order in which they are carried out
 */
export function route({ outcome }: Transition): readonly Delivery[] {
  switch (outcome.type) {
    case 'connect':
      return [greet(outcome.client, PROMPT)];
    case 'register': {
      const { client, name, room } = outcome;
      return [greet(client, ACCEPTED), enter(client, room), announce(room, announcement(`${name} joined`))];
    }
    case 'broadcast':
      return [tellRoom(outcome.room, `${outcome.name}: ${outcome.text}`)];
    case 'whisper': {
      const { from, fromName, to, toName, text } = outcome;
      return [tell(to, `WHISPER ${fromName}: ${text}`), tell(from, `WHISPER to ${toName}: ${text}`)];
    }
    case 'users':
      return [tell(outcome.client, usersLine(outcome.users))];
    case 'rooms':
      return [tell(outcome.client, roomsLine(outcome.rooms))];
    case 'join':
    case 'leave':
      return move(outcome);
    case 'help':
      return HELP.map((line) => tell(outcome.client, line));
    case 'exit': {
      const { client, name, room } = outcome;
      return [end(client, FAREWELL), announce(room, announcement(`${name} left`))];
    }
    case 'unregister':
      return unregister(outcome);
    case 'refuse':
      return refuse(outcome);
    case 'turn_away':
      return [end(outcome.client, reasonLine(outcome.code))];
    case 'expire':
      return expire(outcome);
    case 'shutdown':
      return outcome.clients.map((client) => end(client, SHUTDOWN));
    case 'overload':
    case 'recover':
    case 'ignore':
    case 'defect':
      return [];
  }
}

type OutcomeOf<T extends Outcome['type']> = Extract<Outcome, { type: T }>;

function move({ client, name, left, room, roomName }: OutcomeOf<'join' | 'leave'>): readonly Delivery[] {
  return [
    leave(client, left),
    announce(left, announcement(`${name} left`)),
    enter(client, room),
    announce(room, announcement(`${name} joined ${roomName}`)),
  ];
}

/** All of them are gone before anybody is told: none hears that another one has left. */
function expire({ expired }: OutcomeOf<'expire'>): readonly Delivery[] {
  return [
    ...expired.map(({ client, code }) => end(client, `ERR ${code}`)),
    ...expired.flatMap(({ member }) => (member ? [announce(member.room, announcement(`${member.name} left`))] : [])),
  ];
}

/** Where the end had been decided before, the others have been told by then. */
function unregister({ client, ending, member }: OutcomeOf<'unregister'>): readonly Delivery[] {
  const farewell = ending === 'internal_error' ? end(client, `ERR ${ending}`) : end(client);
  return member ? [farewell, announce(member.room, announcement(`${member.name} left`))] : [farewell];
}

function refuse({ client, code, fault, asksName }: OutcomeOf<'refuse'>): readonly Delivery[] {
  const said = refusal(code, fault);
  const lines = asksName ? [...said, PROMPT] : said;
  return lines.map((line) => tell(client, line));
}

function reasonLine(code: OutcomeOf<'turn_away'>['code']): string {
  switch (code) {
    case 'shutdown':
      return SHUTDOWN;
    case 'http':
    case 'tls':
    case 'ssh':
      return WRONG_PORT[code];
    default:
      return `ERR ${code}`;
  }
}
