import type { Socket } from 'node:net';
import { concat, defer, fromEvent, mergeMap, Observable, of, takeUntil, throwError, timeout } from 'rxjs';
import { messagesIn } from '../client/messagesIn';
import type { SocketEvent } from '../client/model';
import { splitLines } from '../operators/splitLines';

/** No line of a server is longer; this is far more than it makes. */
const MAX_BYTES = 1024 * 1024;

/** How long a server may take to answer to a connection, in ms. */
const ANSWER_MS = 10_000;

/** After so long in silence the other side is asked for a sign of life by the kernel, in ms. */
const KEEP_ALIVE_MS = 15_000;

/**
 * A connection in the JSON dialect as an Observable: it connects when it is subscribed to, and closes when it is unsubscribed
 * from. It is open when the server has answered; the prompt for people, which may come before it has read that this is a
 * program, is passed over.
 *
 * ```
 * socket     --d------e--x         d = 'Enter username:\n', e = '{"type":"hello"}\n', x = close
 * result     ---------(or)-(c|)    o = opened, r = received, c = closed
 * ```
 *
 * @param connect connects, with TLS or without
 * @param lines$ what is sent, as long as it is connected
 * @returns what happens; completes when it is closed, and errors if there is no connection or no answer in JSON
 */
export function jsonSocket(connect: () => Socket, lines$: Observable<string>): Observable<SocketEvent> {
  return new Observable((subscriber) => {
    const socket = connect();
    const seen = { isOpen: false, text: '' };
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', (error) => {
      if (!seen.isOpen) subscriber.error(error);
    });
    const events$ = (fromEvent(socket, 'data') as Observable<Uint8Array>).pipe(
      splitLines(MAX_BYTES),
      mergeMap((line) => {
        const text = 'text' in line ? line.text : '';
        const messages = messagesIn(text);
        if (messages.length === 0) seen.text = text;
        return messages;
      }),
      timeout({ first: ANSWER_MS }),
      mergeMap((message): SocketEvent[] => {
        const received: SocketEvent = { type: 'received', message };
        if (seen.isOpen) return [received];
        seen.isOpen = true;
        return [{ type: 'opened' }, received];
      }),
      takeUntil(fromEvent(socket, 'close')),
    );
    subscriber.add(
      concat(
        events$,
        defer(() => ended(seen)),
      ).subscribe(subscriber),
    );
    subscriber.add(
      lines$.subscribe({
        next: (line) => socket.write(`${line}\n`),
        error: (error: unknown) => subscriber.error(error),
      }),
    );
    socket.write('/json\n'); // kept until it is connected
    return () => socket.destroy();
  });
}

/** The connection is over. Who has not answered in JSON has ended it for a reason, which is perhaps what it has said last. */
function ended({ isOpen, text }: { readonly isOpen: boolean; readonly text: string }): Observable<SocketEvent> {
  if (isOpen) return of({ type: 'closed' });
  return throwError(
    () => new Error(text === '' ? 'it has ended the connection' : `it has ended the connection: ${text}`),
  );
}
