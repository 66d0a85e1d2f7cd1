import {
  type Delivery,
  end,
  enterRoom,
  type PlannedDelivery,
  send,
  sendDeferrable,
  sendRoomDeferrable,
  useDialect,
} from '../model/delivery';
import type { Ending } from '../model/ending';
import type { Member, OutcomeOf } from '../model/outcome';
import type { Registry } from '../reduce/registry';
import { topicFor } from '../reduce/topics';
import type { Transition } from '../reduce/transitions';
import { hintOf } from './hints';
import { answerTo } from './signals';

/**
 * Maps a transition to deliveries. Pure, and the only place where an outcome becomes deliveries; those of a command are
 * in the file of the command.
 *
 * @param transition the transition
 * @returns the deliveries in order
 */
export function route({ outcome, registry }: Transition): readonly PlannedDelivery[] {
  switch (outcome.type) {
    case 'command':
      return outcome.deliveries;
    case 'connect':
      return [
        ...(outcome.isGreeted ? [sendDeferrable(outcome.client, { type: 'hello' })] : []),
        sendDeferrable(outcome.client, { type: 'prompt' }),
      ];
    case 'dialect':
      return chooseDialect(outcome);
    case 'register':
      return register(outcome, registry);
    case 'unregister':
      return unregister(outcome);
    case 'refuse':
      return refuse(outcome);
    case 'signal':
      return answerSignal(outcome);
    case 'receipt':
      return [send(outcome.client, { type: 'notice', text: outcome.text })];
    case 'rejected':
      return [end(outcome.client, outcome.reason)];
    case 'expire':
      return expire(outcome);
    case 'shutdown':
      return outcome.clients.map((client) => end(client, outcome.restarts ? 'restarting' : 'shutdown'));
    case 'gone':
      return [
        ...(outcome.isHere ? outcome.clients.map((client) => end(client, 'node_lost')) : []),
        ...outcome.members.map((member) => left(member, 'node_lost')),
      ];
    case 'cut_off':
      return outcome.clients.map((client) => send(client, { type: 'notice', text: CUT_OFF }));
    case 'restart': // there is no connection any more, and their numbers may be those of new ones
    case 'reload':
    case 'overload':
    case 'recover':
    case 'overflow':
    case 'none':
    case 'defect':
      return [];
  }
}

const CUT_OFF = 'connection to the other servers interrupted; what you write waits';

const chooseDialect = ({ client, dialect }: OutcomeOf<'dialect'>): readonly Delivery[] => [
  useDialect(client, dialect),
  send(client, { type: 'hello' }),
  send(client, { type: 'prompt' }),
];

function register({ client, name, room, roomName }: OutcomeOf<'register'>, registry: Registry): readonly Delivery[] {
  return [
    sendDeferrable(client, { type: 'accepted', name }),
    enterRoom(client, room),
    ...topicFor(registry, client, room),
    sendRoomDeferrable(room, { type: 'joined', room, roomName, name, isNew: true }),
    ...greeting(registry, { client, room, roomName }),
  ];
}

/** What the rules say that a newcomer receives: it may wait like the rest of a crowd's news. */
function greeting(
  { rules, rooms }: Registry,
  { client, room, roomName }: Pick<OutcomeOf<'register'>, 'client' | 'room' | 'roomName'>,
): readonly Delivery[] {
  const { welcome = 'off', motd = [] } = rules ?? {};
  const members = rooms.get(room)?.members.size ?? 0;
  const isWelcomed = welcome === 'on' || (welcome === 'auto' && members > 1);
  return [
    ...(motd.length > 0 ? [sendDeferrable(client, { type: 'motd', lines: motd })] : []),
    ...(isWelcomed ? [sendDeferrable(client, { type: 'welcome', room, roomName, members })] : []),
  ];
}

const left = ({ name, room }: Member, reason: Ending): Delivery =>
  sendRoomDeferrable(room, { type: 'left', room, name, reason });

/** Ends all expired clients before their rooms are notified, so that none receives the departure of another. */
function expire({ expired }: OutcomeOf<'expire'>): readonly Delivery[] {
  return [
    ...expired.map(({ client, code }) => end(client, code)),
    ...expired.flatMap(({ member, code }) => (member ? [left(member, code)] : [])),
  ];
}

/** Notifies the room, unless the departure was announced when the end was decided. */
function unregister({ client, ending, member }: OutcomeOf<'unregister'>): readonly Delivery[] {
  const last = end(client, ending === 'internal_error' ? ending : undefined);
  return member ? [last, left(member, ending)] : [last];
}

function answerSignal({ client, signal, isNamed }: OutcomeOf<'signal'>): readonly Delivery[] {
  const answer = send(client, { type: 'notice', text: answerTo(signal, isNamed) });
  return isNamed ? [answer] : [answer, send(client, { type: 'prompt' })];
}

function refuse({
  client,
  code,
  fault,
  hint = hintOf(code, fault),
  asksName,
  line,
}: OutcomeOf<'refuse'>): readonly Delivery[] {
  const refused = send(client, {
    type: 'refused',
    code,
    ...(hint !== undefined && { hint }),
    ...(line !== undefined && { line }),
  });
  return asksName ? [refused, send(client, { type: 'prompt' })] : [refused];
}
