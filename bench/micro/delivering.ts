import { NEVER, Observable, startWith, type Subscriber } from 'rxjs';
import { bufferTurns } from '../../src/operators/bufferTurns';
import { toChunk } from '../../src/buffers/chunk';
import { dropOverflow, type OverflowContext } from '../../src/operators/dropOverflow';
import type { Overflow } from '../../src/buffers/overflowQueue';
import { newCounters } from '../../src/buffers/outboxCounters';
import { FanOut } from '../../src/streams/write/fanOut';
import { text } from '../../src/streams/dialects/text';
import { type Delivery, enterRoom, send, sendRoom } from '../../src/streams/model/delivery';
import type { Message } from '../../src/streams/model/message';
import { driven, type Group, keep, type Task } from './task';

const COUNT = 1000;
const ROOM = 1000;
/** What is said: a line of 70 characters. */
const MESSAGE: Message = { type: 'said', room: 'lobby', from: 'alice', text: 'x'.repeat(63) };
const chunk = toChunk(...text.show(MESSAGE));

/** What a client's buffer works with, and a consumer that takes all there is or nothing. */
const contextOf = (takes: boolean, overflow: Overflow): OverflowContext => ({
  limits: { lines: 1024, bytes: 256 * 1024, overflow },
  demand$: NEVER.pipe(startWith(takes)),
  counters: newCounters(),
  notice: (skipped) => toChunk(...text.show({ type: 'skipped', lines: skipped })),
});

function offering(name: string, takes: boolean, overflow: Overflow): Task {
  const offer = driven(dropOverflow(contextOf(takes, overflow)));
  return {
    name,
    lines: COUNT,
    run() {
      for (let index = 0; index < COUNT; index += 1) offer(chunk);
    },
  };
}

const offers: Group = {
  name: 'dropOverflow',
  per: 'chunk offered',
  tasks: [
    offering('the client takes it', true, 'dropNewest'),
    offering('the buffer is full, dropNewest', false, 'dropNewest'),
    offering('the buffer is full, dropOldest', false, 'dropOldest'),
  ],
};

/** A turn of so many values, whose end is called by hand. */
function turnOf(values: number): Task {
  let turn: Subscriber<void> | undefined;
  const turn$ = new Observable<void>((subscriber) => {
    turn = subscriber;
  });
  const add = driven(bufferTurns<number>({ turn$, now: () => 0, longest: 10 }));
  return {
    name: `turns of ${values}`,
    lines: values,
    run() {
      for (let value = 0; value < values; value += 1) add(value);
      turn?.next();
    },
  };
}

const turns: Group = { name: 'bufferTurns', per: 'value', tasks: [turnOf(256), turnOf(16), turnOf(1)] };

/** A room of 1,000 whose clients take what they receive, sent so many lines a turn. */
function sending(lines: number): Task {
  const fanOut = new FanOut(() => undefined);
  const clients = Array.from({ length: ROOM }, (_, index) => index + 1);
  for (const client of clients)
    fanOut
      .chunksFor(client, { dialect: text })
      .pipe(dropOverflow(contextOf(true, 'dropNewest')))
      .subscribe(keep);
  const deliver = (deliveries: readonly Delivery[]): void => {
    fanOut.deliver(deliveries);
    while (fanOut.isBusy) fanOut.deliver([]); // some of the members a turn
  };
  deliver(
    clients.flatMap((client) => [send(client, { type: 'accepted', name: `u${client}` }), enterRoom(client, 'lobby')]),
  );
  const deliveries = Array.from({ length: lines }, () => sendRoom('lobby', MESSAGE));
  return {
    name: `${lines} ${lines === 1 ? 'line' : 'lines'} a turn to 1,000 clients`,
    lines: ROOM,
    run() {
      deliver(deliveries);
    },
  };
}

const fanOuts: Group = {
  name: 'fan-out: what a room is sent in a turn, encoded once and offered to each client',
  per: 'client and turn',
  tasks: [sending(1), sending(16), sending(256)],
};

export const DELIVERING: readonly Group[] = [turns, offers, fanOuts];
