import { concat, fromEvent, map, merge, mergeMap, Observable, of, take, takeUntil } from 'rxjs';
import { messagesIn } from '../src/client/messagesIn';
import type { SocketEvent } from '../src/client/model';

/**
 * A WebSocket as an Observable: it connects when it is subscribed to, and closes when it is unsubscribed from.
 *
 * @param url where the server is
 * @param lines$ what is sent, as long as it is connected
 * @returns what happens; completes when it is closed
 */
export function webSocket(url: string, lines$: Observable<string>): Observable<SocketEvent> {
  return new Observable((subscriber) => {
    const socket = new WebSocket(url, 'rxchat.json');
    const closed$ = fromEvent(socket, 'close').pipe(take(1));
    const opened$ = fromEvent(socket, 'open').pipe(map((): SocketEvent => ({ type: 'opened' })));
    const received$ = fromEvent<MessageEvent<string>>(socket, 'message').pipe(
      mergeMap(({ data }) => messagesIn(data)),
      map((message): SocketEvent => ({ type: 'received', message })),
    );
    const events$ = concat(merge(opened$, received$).pipe(takeUntil(closed$)), of<SocketEvent>({ type: 'closed' }));
    const sending = lines$.subscribe((line) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(line);
    });
    const receiving = events$.subscribe(subscriber);
    return () => {
      sending.unsubscribe();
      receiving.unsubscribe();
      socket.close();
    };
  });
}
