import { fromEvent, map, merge, throttleTime } from 'rxjs';
import { clientChat } from '../src/client/clientChat';
import type { Action, Step } from '../src/client/model';
import { webSocket } from './socket';
import { View } from './view/view';

/** What is shown changes at most so often, in ms: a room may say a thousand lines a second. */
const SHOW_MS = 30;

const url = new URL('/chat', location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const view = new View();
const looked$ = merge(
  fromEvent(document, 'visibilitychange'),
  fromEvent(window, 'focus'),
  fromEvent(window, 'blur'),
).pipe(map((): Action => ({ type: 'looked', isVisible: !document.hidden && document.hasFocus() })));
const steps$ = clientChat({
  actions$: merge(view.actions$, looked$),
  open: (lines$) => webSocket(url.href, lines$),
  online$: fromEvent(window, 'online'),
  random: () => Math.random(),
});

steps$.subscribe(({ notice }) => {
  if (notice) tell(notice);
});
steps$
  .pipe(
    map(({ state }) => state),
    throttleTime(SHOW_MS, undefined, { leading: true, trailing: true }),
  )
  .subscribe((state) => {
    view.show(state);
  });

/** Tells a person who looks elsewhere, if that was asked for. */
function tell({ title, text }: NonNullable<Step['notice']>): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const notification = new Notification(title, { body: text, tag: 'rxchat' });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
  });
}
