import { NEVER, Observable, Subject, type Subscriber } from 'rxjs';
import { chatTaps } from '../../src/telemetry/chatTaps';
import { Meters } from '../../src/telemetry/meters';
import { newLogger } from '../../src/telemetry/logger';
import { performWrites } from '../../src/run/performWrites';
import type { Sink } from '../../src/streams/accept/sink';
import type { Connection } from '../../src/streams/model/connection';
import { chat } from '../../src/streams/chat';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { localJournal } from '../../src/streams/journal/localJournal';
import { readSettings } from '../../src/config/readSettings';
import { Outboxes } from '../../src/streams/write/outboxes';
import { type Group, seen, type Task } from './task';

const ROOM = 1000;

/** The whole dataflow, from a client's bytes to the writes of all, with clients that are only pretended. */
class PretendedServer {
  private readonly speakers: Subscriber<Uint8Array>[] = [];
  private turn: Subscriber<void> | undefined;

  constructor(clients: number) {
    const settings = readSettings(['--line-rate=0', '--welcome=off'], {});
    const connections$ = new Subject<Connection & Sink>();
    const logger = newLogger({ level: 'error', format: 'json', stream: process.stderr });
    const taps = chatTaps(new Meters(), logger, () => performance.now());
    chat({
      connections$,
      ticks$: NEVER,
      loads$: NEVER,
      shutdown$: NEVER,
      journal: localJournal<ChatEvent>(Date.now, '7f3a'),
      limits: { ...settings, lines: settings.outboundLines, bytes: settings.outboundBytes, motd: [], busyWait: 0 },
      turns: { turn$: new Observable<void>((subscriber) => void (this.turn = subscriber)), now: () => 0, longest: 10 },
      outboxes: new Outboxes<Connection & Sink>(),
      taps,
    }).subscribe({ next: performWrites(taps.failed), error: taps.failed });
    for (let id = 1; id <= clients; id += 1) connections$.next(this.pretended(id));
    for (let id = 1; id <= clients; id += 1) this.say(id, Buffer.from(`user${id}\n`));
    this.endTurn();
  }

  say(client: number, bytes: Uint8Array): void {
    this.speakers[client - 1]?.next(bytes);
  }

  /** Ends the turn, and the ones after it until all clients have been served. */
  endTurn(): void {
    while (this.turn?.closed === false) this.turn.next();
  }

  private pretended(id: number): Connection & Sink {
    return {
      id,
      remote: { address: '127.0.0.1', port: id },
      chunks$: new Observable((subscriber) => void this.speakers.push(subscriber)),
      demand$: NEVER,
      pauseReading: () => undefined,
      holdReading: () => undefined,
      write: (bytes) => (seen.last = bytes),
      end: () => undefined,
      close: () => undefined,
    };
  }
}

function saying(lines: number): Task {
  const server = new PretendedServer(ROOM);
  const senders = Math.min(10, lines);
  const chunk = Buffer.from(`${'x'.repeat(63)}\n`.repeat(Math.ceil(lines / senders)));
  return {
    name: `${lines} ${lines === 1 ? 'line' : 'lines'} a turn to 1,000 clients`,
    lines: ROOM,
    run() {
      for (let client = 1; client <= senders; client += 1) server.say(client, chunk);
      server.endTurn();
    },
  };
}

const whole: Group = {
  name: 'all of it: from the bytes of a client to the writes of all, without sockets',
  per: 'client and turn',
  tasks: [saying(1), saying(20), saying(260)],
};

export const WHOLE: readonly Group[] = [whole];
