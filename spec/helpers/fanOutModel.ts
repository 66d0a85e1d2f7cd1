import fc from 'fast-check';
import type { Dialect } from '../../src/streams/dialects/dialect';
import { type Delivery, end, enterRoom, leaveRoom, useDialect } from '../../src/streams/model/delivery';
import type { EndReason, Message } from '../../src/streams/model/message';
import { bare, note } from './bareDialect';
import { sendLine, sendRoomLine } from './fanOutUnderTest';
import { tiny } from './tinyDialect';

/** The clients that there may be. */
export const CLIENTS = [1, 2, 3, 4, 5];
/** The rooms that there may be. */
export const ROOMS = ['a', 'b', 'c'];
/** The dialects that clients may choose; they begin with the first. */
export const DIALECTS = [bare, tiny] as const;

/** A client as the simplest program there is would know it. */
export interface Listener<R> {
  room: string | undefined;
  dialect: Dialect;
  ended: boolean;
  readonly lines: string[];
  /** What it really receives. */
  readonly reader: R;
}

/** One random step; what it means depends on where the client is by then. */
export interface Step {
  readonly kind: 'send' | 'sendRoom' | 'sendRoomExcept' | 'move' | 'leave' | 'useDialect' | 'end';
  readonly client: number;
  readonly room: string;
  readonly dialect: Dialect;
  readonly except: readonly number[];
  readonly reason: EndReason;
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(['send', 'send', 'sendRoom', 'sendRoom', 'sendRoom', 'sendRoomExcept', 'sendRoomExcept'] as const),
    ...(['move', 'move', 'leave', 'useDialect', 'useDialect', 'end'] as const),
  ),
  client: fc.constantFrom(...CLIENTS),
  room: fc.constantFrom(...ROOMS),
  dialect: fc.constantFrom(...DIALECTS),
  // In any order, now and then twice, in other rooms or none, and one that there never is.
  except: fc.array(fc.constantFrom(...CLIENTS, 99), { maxLength: 5 }),
  reason: fc.constantFrom('exit', 'shutdown', 'idle_timeout'),
});
/** What happens in a turn: clients come, deliveries are made, and clients are gone. */
export const anyBatch = fc.record({
  arriving: fc.subarray(CLIENTS),
  steps: fc.array(anyStep, { maxLength: 25, size: 'max' }),
  vanishing: fc.subarray(CLIENTS, { maxLength: 2 }),
});

/** Those who are in a room and use one dialect: one set for each time that there came to be such. */
type Audience<R> = Set<Listener<R>>;

/**
 * The fan-out as the simplest program there is: sends every message to every client by itself, at once; a room is who is in
 * it.
 */
export class FanOutModel<R> {
  readonly listeners = new Map<number, Listener<R>>();
  private readonly rooms = new Map<string, Map<Dialect, Audience<R>>>();
  private reached = new Set<Audience<R>>();
  private messages = 0;

  /** @param connect lets a client come in what is compared with this; returns what it receives */
  constructor(private readonly connect: (client: number) => R) {}

  /** A client comes, if it is not there. */
  arrive(client: number): void {
    if (this.listeners.has(client)) return;
    const [dialect] = DIALECTS;
    const reader = this.connect(client);
    this.listeners.set(client, { room: undefined, dialect, ended: false, lines: [], reader });
  }

  /** A client is gone; returns what it was. */
  vanish(client: number): Listener<R> | undefined {
    const listener = this.listeners.get(client);
    if (listener) this.vacate(listener);
    this.listeners.delete(client);
    return listener;
  }

  /** Carries a step out, and returns the deliveries that stand for it. */
  carryOut({ kind, client, room, dialect, except, reason }: Step): Delivery[] {
    const line = `${String((this.messages += 1))} ${'ж'.repeat(this.messages % 3)}`;
    const listener = this.listeners.get(client);
    const open = listener && !listener.ended ? listener : undefined;
    switch (kind) {
      case 'send':
        if (open) show(open, note(line));
        return [sendLine(client, line)];
      case 'sendRoom':
        return [this.sendRoom(room, line)];
      case 'sendRoomExcept':
        return [this.sendRoom(room, line, except)];
      case 'leave':
        if (open) this.vacate(open);
        return [leaveRoom(client)];
      case 'move':
        if (open) this.vacate(open);
        if (open) this.seat(open, room);
        return [leaveRoom(client), enterRoom(client, room)];
      case 'useDialect':
        if (open) this.change(open, dialect);
        return [useDialect(client, dialect.name)];
      case 'end':
        if (open) {
          this.vacate(open);
          open.ended = true;
          show(open, { type: 'end', reason });
        }
        return [end(client, reason)];
    }
  }

  /** A message for a room. */
  sendRoom(room: string, line: string, except?: readonly number[]): Delivery {
    const excluded = new Set(except?.map((client) => this.listeners.get(client)));
    for (const audience of this.rooms.get(room)?.values() ?? []) {
      const receiving = Array.from(audience).filter((listener) => !excluded.has(listener));
      if (receiving.length > 0) this.reached.add(audience);
      for (const listener of receiving) show(listener, note(line));
    }
    return sendRoomLine(room, line, except);
  }

  /** How many audiences some client has received a message as one of since this was last asked. */
  takeReached(): number {
    const { size } = this.reached;
    this.reached = new Set();
    return size;
  }

  private change(listener: Listener<R>, dialect: Dialect): void {
    const { room } = listener;
    this.vacate(listener);
    listener.dialect = dialect;
    if (room !== undefined) this.seat(listener, room);
  }

  private seat(listener: Listener<R>, room: string): void {
    listener.room = room;
    const audiences = this.rooms.get(room) ?? new Map<Dialect, Audience<R>>();
    this.rooms.set(room, audiences);
    audiences.set(listener.dialect, (audiences.get(listener.dialect) ?? new Set()).add(listener));
  }

  private vacate(listener: Listener<R>): void {
    const { room, dialect } = listener;
    if (room === undefined) return;
    listener.room = undefined;
    const audiences = this.rooms.get(room);
    const audience = audiences?.get(dialect);
    audience?.delete(listener);
    if (audience?.size === 0) audiences?.delete(dialect);
  }
}

function show({ dialect, lines }: Listener<unknown>, message: Message): void {
  lines.push(...dialect.show(message));
}
