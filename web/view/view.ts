import { fromEvent, merge, type Observable, Subject } from 'rxjs';
import { logOf } from '../../src/client/log';
import type { Action, State } from '../../src/client/model';
import { topicOf } from '../../src/client/state';
import { Composer } from './composer';
import { element, setText } from './elements';
import { nameView } from './entryView';
import { keyOf, showPeople, showRooms } from './lists';
import { LogView } from './logView';

/** Where the name is kept for the next visit. */
const NAME_KEY = 'rxchat-name';

/** The page as it is seen: shows states, and says what the person does. */
export class View {
  readonly actions$: Observable<Action>;
  private readonly acted$ = new Subject<Action>();
  private readonly enter = element('enter', HTMLElement);
  private readonly chat = element('chat', HTMLElement);
  private readonly name = element('name', HTMLInputElement);
  private readonly log = new LogView(element('log', HTMLElement));
  private readonly composer = new Composer(
    () => this.state?.phase === 'online',
    (why) => setText(element('status', HTMLElement), why),
  );
  private state: State | undefined;
  private isChoosing = false; // another name, while the one we had is not free

  constructor() {
    this.actions$ = merge(this.acted$, this.log.actions$, this.composer.actions$);
    this.name.value = localStorage.getItem(NAME_KEY) ?? '';
    this.onForms();
    this.onLists();
    this.onNotify();
    this.enter.hidden = false;
    this.name.focus();
  }

  /** Shows a state. */
  show(state: State): void {
    const { phase, wasAccepted, nameFault } = state;
    const before = this.state;
    this.state = state;
    if (phase === 'online') this.isChoosing = false;
    const isInside = wasAccepted && !this.isChoosing;
    const hasChanged = this.chat.hidden === isInside;
    this.enter.hidden = isInside;
    this.chat.hidden = !isInside;
    setText(element('name-fault', HTMLElement), nameFault ?? entering(state));
    document.title = titleOf(state);
    if (!isInside) {
      if (hasChanged) this.name.focus();
      return;
    }
    this.showRoom(state, before);
    if (hasChanged) this.composer.focus();
    if (hasChanged && state.wanted !== undefined) localStorage.setItem(NAME_KEY, state.wanted);
  }

  private showRoom(state: State, before: State | undefined): void {
    const { phase, room, rooms, nameFault } = state;
    const shown = rooms.find(({ name }) => keyOf(name) === room)?.name ?? room;
    setText(element('room-name', HTMLElement), shown);
    setText(element('topic', HTMLElement), topicOf(state) ?? '');
    if (before?.phase !== phase || before.nameFault !== nameFault)
      setText(
        element('status', HTMLElement),
        nameFault ?? (phase === 'online' ? '' : 'No connection. It is tried again…'),
      );
    element('other-name', HTMLElement).hidden = nameFault === undefined;
    this.composer.label = `Message to ${shown}`;
    showRooms(element('room-list', HTMLElement), state);
    showPeople(element('people-list', HTMLElement), state, nameView);
    this.log.show(logOf(state), state.firstUnread);
  }

  private onForms(): void {
    const submitted = (id: string): Observable<Event> => fromEvent(element(id, HTMLFormElement), 'submit');
    submitted('name-form').subscribe((event) => {
      event.preventDefault();
      const name = this.name.value.trim();
      if (name !== '') this.acted$.next({ type: 'chose name', name });
    });
    submitted('room-form').subscribe((event) => {
      event.preventDefault();
      const room = element('room', HTMLInputElement);
      if (room.value.trim() !== '') this.goTo(room.value.trim());
      room.value = '';
    });
    fromEvent(element('other-name', HTMLElement), 'click').subscribe(() => {
      this.isChoosing = true;
      if (this.state) this.show(this.state);
    });
  }

  private goTo(room: string): void {
    this.acted$.next({ type: 'chose room', room });
    this.open(undefined);
    this.composer.focus();
  }

  private onLists(): void {
    const chosen = (id: string, key: string, act: (value: string) => void): void => {
      fromEvent(element(id, HTMLElement), 'click').subscribe(({ target }) => {
        const value = (target as Element).closest('button')?.dataset[key];
        if (value !== undefined) act(value);
      });
    };
    chosen('room-list', 'room', (room) => this.goTo(room));
    chosen('people-list', 'name', (name) => {
      this.open(undefined);
      if (name !== this.state?.wanted) this.composer.whisperTo(name);
    });
    for (const id of ['rooms', 'people']) {
      fromEvent(element(`show-${id}`, HTMLElement), 'click').subscribe(() => {
        this.open(this.chat.dataset['open'] === id ? undefined : id);
      });
    }
    fromEvent<KeyboardEvent>(document, 'keydown').subscribe(({ key }) => {
      if (key === 'Escape') this.open(undefined);
    });
  }

  /** On a small screen one of the lists is open, or none. */
  private open(id: string | undefined): void {
    if (id === undefined) delete this.chat.dataset['open'];
    else this.chat.dataset['open'] = id;
    for (const each of ['rooms', 'people']) {
      element(`show-${each}`, HTMLElement).setAttribute('aria-expanded', String(each === id));
    }
  }

  /** Notifications are for those who ask for them, where the browser has them: over TLS, and on this machine. */
  private onNotify(): void {
    const button = element('notify', HTMLElement);
    const show = (): void => {
      button.hidden = !('Notification' in window) || !isSecureContext || Notification.permission !== 'default';
    };
    fromEvent(button, 'click').subscribe(() => void Notification.requestPermission().then(show));
    show();
  }
}

/** What is said to somebody who is not inside yet. */
function entering({ phase }: State): string {
  if (phase === 'connecting') return 'Connecting…';
  return phase === 'lost' ? 'The server does not answer. It is tried again…' : '';
}

function titleOf({ unread, room, wasAccepted }: State): string {
  const count = unread > 0 ? `(${String(unread)}) ` : '';
  return wasAccepted ? `${count}${room} · rxchat` : 'rxchat';
}
