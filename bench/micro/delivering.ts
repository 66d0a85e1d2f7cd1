import { NEVER, Observable, startWith, type Subscriber } from 'rxjs';
import { bufferTurns } from '../../src/operators/bufferTurns';
import { toChunk } from '../../src/buffers/chunk';
import { dropOverflow } from '../../src/operators/dropOverflow';
import type { Overflow } from '../../src/buffers/overflowQueue';
import { newCounters } from '../../src/buffers/outboxCounters';
import { FanOut } from '../../src/streams/write/fanOut';
import { type Delivery, enter, tell, tellRoom } from '../../src/streams/model/delivery';
import { driven, type Group, keep, type Task } from './task';

const COUNT = 1000;
const ROOM = 1000;
const LINE = 'alice: '.padEnd(70, 'x');
const chunk = toChunk(LINE);

/** The end of a client's way out, with a consumer that takes all there is or nothing. */
const outlet = (takes: boolean, overflow: Overflow) => ({
  lines: 1024,
  bytes: 256 * 1024,
  overflow,
  demand$: NEVER.pipe(startWith(takes)),
  counters: newCounters(),
  notice: (skipped: number) => toChunk(`SYSTEM: ${skipped} lines skipped, your connection is slow`),
});

function offering(name: string, takes: boolean, overflow: Overflow): Task {
  const send = driven(dropOverflow(outlet(takes, overflow)));
  return {
    name,
    lines: COUNT,
    run() {
      for (let index = 0; index < COUNT; index += 1) send(chunk);
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
  const send = driven(bufferTurns<number>({ turn$, now: () => 0, longest: 10 }));
  return {
    name: `turns of ${values}`,
    lines: values,
    run() {
      for (let value = 0; value < values; value += 1) send(value);
      turn?.next();
    },
  };
}

const turns: Group = { name: 'bufferTurns', per: 'value', tasks: [turnOf(256), turnOf(16), turnOf(1)] };

/** A room of 1,000 whose clients take what they get, told so many lines a turn. */
function telling(lines: number): Task {
  const fanOut = new FanOut(() => undefined);
  const clients = Array.from({ length: ROOM }, (_, index) => index + 1);
  for (const client of clients)
    fanOut
      .chunksFor(client)
      .pipe(dropOverflow(outlet(true, 'dropNewest')))
      .subscribe(keep);
  const deliver = (deliveries: readonly Delivery[]): void => {
    fanOut.deliver(deliveries);
    while (fanOut.isBusy) fanOut.deliver([]); // a share a turn
  };
  deliver(clients.flatMap((client) => [tell(client, 'OK'), enter(client, 'lobby')]));
  const deliveries = Array.from({ length: lines }, () => tellRoom('lobby', LINE));
  return {
    name: `${lines} ${lines === 1 ? 'line' : 'lines'} a turn to 1,000 clients`,
    lines: ROOM,
    run() {
      deliver(deliveries);
    },
  };
}

const fanOuts: Group = {
  name: 'fan-out: what a room is told in a turn, encoded once and offered to each client',
  per: 'client and turn',
  tasks: [telling(1), telling(16), telling(256)],
};

export const DELIVERING: readonly Group[] = [turns, offers, fanOuts];
