import { fromEvent, filter, map, type Observable } from 'rxjs';
import { movedText } from '../../src/client/log';
import type { Action, Entry } from '../../src/client/model';
import { entryView } from './entryView';

/** From so near to the end on, in px, new lines are followed. */
const NEAR_PX = 60;

/** Lines of one person within this time stand together, in ms. */
const TOGETHER_MS = 5 * 60_000;

/** How many lines at once are read out. More of them are what was said before. */
const MOST_READ = 4;

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** An entry as it is shown. */
interface Shown {
  entry: Entry;
  readonly view: HTMLElement;
}

/** The lines of a room: shows what has changed, and stays where the person reads. */
export class LogView {
  private shown = new Map<string, Shown>();

  /** The person wants to see what was said before. */
  readonly actions$: Observable<Action>;

  constructor(private readonly log: HTMLElement) {
    this.actions$ = fromEvent(log, 'scroll').pipe(
      filter(() => log.scrollTop < NEAR_PX && log.scrollHeight > log.clientHeight),
      map((): Action => ({ type: 'scrolled up' })),
    );
  }

  /**
   * Shows entries. Those that are shown already stay as they are, so that none is read out twice.
   *
   * @param entries all entries
   * @param firstUnread the key of the first one that nobody has seen yet
   */
  show(entries: readonly Entry[], firstUnread: string | undefined): void {
    const { log } = this;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    const [height, top] = [log.scrollHeight, log.scrollTop];
    const isFirst = this.shown.size === 0 || !this.shown.has(entries[0]?.key ?? '');
    log.setAttribute('aria-live', isFirst || this.countOfNew(entries) > MOST_READ ? 'off' : 'polite');
    this.place(entries);
    this.mark(entries, firstUnread);
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    else if (isFirst) log.scrollTop = top + log.scrollHeight - height;
  }

  private countOfNew(entries: readonly Entry[]): number {
    return entries.filter(({ key }) => !this.shown.has(key)).length;
  }

  private place(entries: readonly Entry[]): void {
    const next = new Map<string, Shown>();
    let place = this.log.firstElementChild;
    for (const entry of entries) {
      const known = this.shown.get(entry.key);
      const one = known ?? { entry, view: entryView(entry) };
      if (known && known.entry !== entry && entry.kind === 'moved') known.view.textContent = movedText(entry);
      one.entry = entry;
      next.set(entry.key, one);
      if (place === one.view) place = place.nextElementSibling;
      else this.log.insertBefore(one.view, place);
    }
    for (const [key, { view }] of this.shown) if (!next.has(key)) view.remove();
    this.shown = next;
  }

  /** What depends on the entry before: whether the name stands there already, and whether it is another day. */
  private mark(entries: readonly Entry[], firstUnread: string | undefined): void {
    let before: Entry | undefined;
    let day = '';
    for (const entry of entries) {
      const view = this.shown.get(entry.key)?.view;
      view?.classList.toggle('together', isTogether(before, entry));
      view?.classList.toggle('unread', entry.key === firstUnread);
      const entryDay = entry.at === undefined ? day : DAY.format(new Date(entry.at));
      if (view && entryDay !== day) view.dataset['day'] = entryDay;
      else delete view?.dataset['day'];
      day = entryDay;
      before = entry;
    }
  }
}

function isTogether(before: Entry | undefined, entry: Entry): boolean {
  if (before?.kind !== 'said' || entry.kind !== 'said' || before.from !== entry.from) return false;
  if (before.isAction || entry.isAction) return false;
  return Date.parse(entry.at ?? '') - Date.parse(before.at ?? '') < TOGETHER_MS;
}
