/**
 * bridge.ts ROOM ROOM [HOST [PORT [NAME]]]: a bot that says in each of two rooms what is said in the other one.
 *
 * `node examples/bridge.ts dev ops` runs it with Node.js 22.18 or later, and `npx ts-node examples/bridge.ts dev ops` with an
 * older one. If a connection is lost, it connects again and asks for what was said there meanwhile. So it hears each line once
 * and in order; what it says just when the connection is lost may be missing.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { BehaviorSubject, concatMap, filter, ignoreElements, map, merge, Observable } from 'rxjs';
import { retry, scan, Subject, take, tap, timer } from 'rxjs';

/** What the server sends in JSON, as far as it is needed here. */
type Message =
  | { type: 'joined'; room: string; name: string }
  | { type: 'said'; room: string; id: string; from: string; text: string; action?: true; past?: true }
  | { type: 'history'; more: number; last?: string }
  | { type: 'refused'; code: string }
  | { type: 'hello' }
  | { type: 'prompt' };

/** Where the bot is with a room: outside, asking for what it has missed, or inside; and the last line that it has taken. */
interface Place {
  readonly phase: 'outside' | 'catchingUp' | 'inside';
  readonly last?: string | undefined;
  /** What to send because of this step, and the line that it has brought. */
  readonly ask?: string;
  readonly heard?: string;
}

const [left = 'dev', right = 'ops', host = 'localhost', port = '5000', name = 'bridge'] = process.argv.slice(2);

/** All that the server sends in one connection; it is sent `lines$`. Errors when it is over, or the name is refused. */
const connection = (lines$: Observable<string>): Observable<Message> =>
  new Observable((subscriber) => {
    const socket = connect(Number(port), host);
    socket.on('error', ({ message }) => subscriber.error(message));
    socket.on('close', () => subscriber.error('the connection is over'));
    createInterface({ input: socket }).on('line', (line) => {
      if (!line.startsWith('{')) return; // the prompt for people, before `/json` has arrived
      const message = JSON.parse(line) as Message;
      const isNameless = message.type === 'refused' && message.code.startsWith('username');
      if (isNameless) subscriber.error(message.code);
      else subscriber.next(message);
    });
    const error = subscriber.error.bind(subscriber);
    subscriber.add(lines$.subscribe({ next: (line) => socket.write(`${line}\n`), error }));
    socket.write('/json\n');
    return () => socket.destroy();
  });

/**
 * One step of the bot in a room. What comes before it enters is past, and what comes while it catches up is in the history that
 * it has asked for: neither is taken twice.
 */
const step =
  (me: string, room: string) =>
  ({ phase, last }: Place, message: Message): Place => {
    switch (message.type) {
      case 'hello': // of a new connection
        return { phase: 'outside', last };
      case 'prompt':
        return { phase: 'outside', last, ask: `${me}\n/set pace wait\n/join ${room}` };
      case 'joined':
        if (message.name !== me || message.room !== room.toLowerCase()) return { phase, last };
        return last === undefined ? { phase: 'inside' } : { phase: 'catchingUp', last, ask: `/history since ${last}` };
      case 'history':
        if (message.more === 0) return { phase: 'inside', last };
        return { phase, last: message.last, ask: `/history since ${message.last}` };
      case 'refused':
        console.error(`${me} was refused: ${message.code}`);
        return message.code === 'history_unknown' ? { phase: 'inside' } : { phase, last };
      case 'said': {
        const { id, from, text, action, past = false } = message;
        if (message.room !== room.toLowerCase() || phase !== (past ? 'catchingUp' : 'inside')) return { phase, last };
        return { phase, last: id, ...(from !== me && { heard: action ? `* ${from} ${text}` : `${from}: ${text}` }) };
      }
      default:
        return { phase, last };
    }
  };

/** What others say in a room, however often the connection is lost. `lines$` is said there, and waits while the bot is outside. */
const hear = (me: string, room: string, lines$: Observable<string>): Observable<string> => {
  const sent$ = new Subject<string>();
  const isInside$ = new BehaviorSubject(false);
  const delay = (why: unknown, attempt: number): Observable<unknown> => {
    console.error(`${me} connects again: ${String(why)}`);
    isInside$.next(false);
    return timer(Math.random() * Math.min(30_000, 250 * 2 ** attempt));
  };
  const heard$ = connection(sent$).pipe(
    retry({ delay, resetOnSuccess: true }),
    scan(step(me, room), { phase: 'outside' }),
    tap(({ phase, ask }) => {
      if (ask !== undefined) sent$.next(ask);
      isInside$.next(phase !== 'outside');
    }),
    map(({ heard }) => heard),
    filter((line) => line !== undefined),
  );
  const said$ = lines$.pipe(
    concatMap((line) =>
      isInside$.pipe(
        filter(Boolean),
        take(1),
        map(() => line),
      ),
    ),
  );
  return merge(heard$, said$.pipe(tap(sent$), ignoreElements()));
};

const fromLeft$ = new Subject<string>();
const fromRight$ = new Subject<string>();
merge(
  hear(`${name}1`, left, fromRight$).pipe(tap(fromLeft$)),
  hear(`${name}2`, right, fromLeft$).pipe(tap(fromRight$)),
).subscribe();
