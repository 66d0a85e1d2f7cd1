import { type Delivery, type PlannedDelivery, send, sendDeferrable, type SendWho } from '../model/delivery';
import type { ConnectionId, NameKey } from '../model/ids';
import type { Message, MessageOf } from '../model/message';
import type { PastLine, PastPage } from '../model/past';
import type { Stamp } from '../model/stamp';
import { ignoredBy } from '../reduce/ignoring';
import { nameKey } from '../reduce/names';
import type { Transition } from '../reduce/transitions';
import type { Past } from './past';

/**
 * Notes what is said in rooms, and sends it to those who enter a room or ask for it.
 *
 * ```
 * alice: a    alice: b    bob enters          alice: c
 * sendRoom    sendRoom    enterRoom, past     sendRoom       bob receives a and b as past, then c
 * ```
 *
 * It works on deliveries, in their order. So a client receives as past just what was said before it entered, and the rest as
 * it is said: no line twice, and none is missing in between.
 *
 * How much is kept is what the rules say, from the event on that has changed them.
 *
 * @param route maps a transition to deliveries, of which `sendPast` is replaced
 * @param past what was said so far
 * @returns a function like `route`
 */
export function remembered(
  route: (transition: Transition) => readonly Observed[],
  past: Past,
): (transition: Transition) => readonly Delivery[] {
  return (transition) => {
    const { outcome, registry } = transition;
    const isOtherwise = outcome.type === 'restart' || outcome.type === 'reload';
    if (isOtherwise && registry.rules) past.limitTo(registry.rules, (room) => registry.rooms.has(room));
    const planned = route(transition);
    if (!isFinal(planned)) return planned.flatMap((delivery) => remember(delivery, transition, past));
    for (const delivery of planned) note(delivery, transition, past);
    return planned;
  };
}

/** A planned delivery in which everything is filled in that was asked of clients. */
type Observed = Exclude<PlannedDelivery, SendWho>;

/** Whether none of these becomes others: most lines only say something. */
const isFinal = (planned: readonly Observed[]): planned is readonly Delivery[] =>
  !planned.some(({ type }) => type === 'sendPast' || type === 'enterRoom');

function note(delivery: Delivery, { registry, recorded }: Transition, past: Past): void {
  if (delivery.type !== 'sendRoom' || delivery.message.type !== 'said') return;
  past.add(delivery.room, lineOf(delivery.message, recorded), (room) => registry.rooms.has(room));
}

function remember(delivery: Observed, transition: Transition, past: Past): readonly Delivery[] {
  const { recorded } = transition;
  if (delivery.type === 'sendPast') {
    const { client, room, request } = delivery;
    const page = past.page(room, request, recorded.at);
    return [
      ...linesFor(client, room, page.lines, transition).map((message) => send(client, message)),
      send(client, footerOf(room, page)),
    ];
  }
  note(delivery, transition, past);
  if (delivery.type !== 'enterRoom') return [delivery];
  const { client, room } = delivery;
  return [
    delivery,
    ...linesFor(client, room, past.onJoin(room), transition).map((message) => sendDeferrable(client, message)),
  ];
}

const lineOf = ({ from, text, action }: MessageOf<'said'>, { seq, at }: Stamp): PastLine => ({
  seq,
  at,
  from,
  text,
  ...(action && { action }),
});

/** The message with lines of the past for a client, if there are any, but for those of names that it ignores. */
function linesFor(
  client: ConnectionId,
  room: NameKey,
  lines: readonly PastLine[],
  { registry, recorded: { at } }: Transition,
): readonly Message[] {
  const asker = registry.clients.get(client);
  const ignored = asker && ignoredBy(asker);
  const shown = ignored && ignored.size > 0 ? lines.filter(({ from }) => !ignored.has(nameKey(from))) : lines;
  return shown.length === 0 ? [] : [{ type: 'past', room, at, lines: shown }];
}

/** What was sent, as it was asked for: lines that are left out because a name is ignored are no gap. */
function footerOf(room: NameKey, { lines, of, more }: PastPage): MessageOf<'history'> {
  const last = lines.at(-1)?.seq;
  return { type: 'history', room, lines: lines.length, of, more, ...(last !== undefined && { last }) };
}
