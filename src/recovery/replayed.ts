import type { OperatorFunction } from 'rxjs';
import { createOperator } from '../operators/createOperator';
import type { Dialects } from '../streams/dialects/dialects';
import { type Delivery, enterRoom, stamp, useDialect } from '../streams/model/delivery';
import type { ConnectionId } from '../streams/model/ids';
import { styleOf } from '../streams/model/preferences';
import type { Stamp } from '../streams/model/stamp';
import type { Transition } from '../streams/reduce/transitions';
import { FanOut, type TurnLimits } from '../streams/write/fanOut';
import type { ChatState } from './fold';
import { Retelling } from './retelling';

/** What a client was sent because of an event. */
export interface Sent {
  readonly of: Stamp;
  /** Which client of all: connection ids are used again by the next run of a server, and this number is not. */
  readonly session: number;
  /** The client's name, when it has one. */
  readonly name?: string;
  readonly bytes: Uint8Array;
}

/** How to show what was sent. */
export interface Showing {
  readonly dialects: Dialects;
  /** The dialect for all clients; without one, each has its own. */
  readonly dialect?: string;
}

/** All of an event goes out before the next one. */
const NO_LIMITS: TurnLimits = {
  own: { lines: Infinity, bytes: Infinity },
  writesPerTurn: Infinity,
  leastWrites: Infinity,
  highWaterMarkBytes: Infinity,
  mostWrites: Infinity,
  mostBytes: Infinity,
};

/**
 * Sends again what clients were sent, by the stages of the chat itself: what is routed goes through the same fan-out, to clients
 * that take everything. So it has no lines of which a client has missed some, and none of what is no event: answers to telnet.
 *
 * ```
 * transitions$   --a-----b------|     a: alice registers, b: bob says something to her room
 *                replayed(state, showing)
 * result         --(xy)--(zu)---|     x and y: what alice receives of a, z and u: what both receive of b
 * ```
 *
 * @param state what was so before; its clients receive what comes from there on
 * @param showing the dialects
 * @returns an operator from the transitions of a journal to what was sent
 */
export function replayed(state: ChatState, showing: Showing): OperatorFunction<Transition, Sent> {
  return createOperator((subscriber) => {
    const { dialects, dialect } = showing;
    const fanOut = new FanOut(() => undefined, NO_LIMITS, dialects);
    const retelling = new Retelling(state.registry.rules, state.kept);
    const names = new Map<ConnectionId, string>();
    let clients = new Map<ConnectionId, () => void>(); // each with what ends it
    let sessions = 0;
    let of: Stamp = { seq: 0, at: 0 };

    const connect = (client: ConnectionId, own?: string): void => {
      const session = (sessions += 1);
      const format = { dialect: fanOut.dialectNamed(dialect ?? own) };
      const chunks = fanOut.chunksFor(client, format).subscribe({
        next({ bytes }) {
          const name = names.get(client);
          subscriber.next({ of, session, bytes, ...(name !== undefined && { name }) });
        },
        error: subscriber.error.bind(subscriber),
      });
      names.delete(client);
      clients.set(client, () => {
        chunks.unsubscribe();
      });
    };
    const endAll = (): void => {
      for (const end of clients.values()) end();
      clients = new Map();
    };

    const shown = (delivery: Delivery): Delivery =>
      delivery.type === 'useDialect' && dialect !== undefined ? { ...delivery, dialect } : delivery;

    for (const { id, user, dialect: own, preferences = {}, leaving } of state.registry.clients.values()) {
      if (leaving) continue;
      connect(id, own);
      fanOut.deliver([shown(useDialect(id, own, styleOf(preferences)))]);
      if (!user) continue;
      names.set(id, user.name);
      fanOut.deliver([enterRoom(id, user.room)]);
    }
    return {
      next(transition) {
        const { recorded, outcome } = transition;
        const { event } = recorded;
        of = { seq: recorded.seq, at: recorded.at };
        if (outcome.type === 'restart') endAll();
        if (event.type === 'connected') connect(event.client, event.dialect);
        if (outcome.type === 'register') names.set(outcome.client, outcome.name);
        const deliveries = retelling.deliveriesOf(transition);
        if (deliveries.length > 0) fanOut.deliver([stamp(of), ...deliveries.map(shown)]);
      },
      finalize: endAll,
    };
  });
}
