import type { RoomSize, State } from '../../src/client/model';
import { make } from './elements';

/** A name as names are compared, as far as a page has to know. */
export const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

/** What a list shows: a text that tells whether it has changed, and how to make its items. */
function showItems<T>(list: HTMLElement, items: readonly T[], shown: string, item: (one: T) => HTMLElement): void {
  if (list.dataset['shown'] === shown) return;
  list.dataset['shown'] = shown;
  const focused = list.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
  list.replaceChildren(...items.map((one) => make('li', '', item(one))));
  if (focused === undefined) return;
  for (const button of list.querySelectorAll('button')) if (button.textContent === focused) button.focus();
}

/** Shows the rooms, that in which we are among them. */
export function showRooms(list: HTMLElement, { rooms, room, people }: State): void {
  const isListed = rooms.some(({ name }) => keyOf(name) === room);
  const all: readonly RoomSize[] = isListed ? rooms : [{ name: room, members: people.length }, ...rooms];
  showItems(list, all, JSON.stringify([all, room]), ({ name, members }) => {
    const button = make('button', '', make('span', 'name', name), ' ', make('span', 'count', String(members)));
    button.type = 'button';
    button.dataset['room'] = name;
    if (keyOf(name) === room) button.setAttribute('aria-current', 'true');
    return button;
  });
}

/** Shows who is in the room. */
export function showPeople(list: HTMLElement, { people, wanted }: State, view: (name: string) => HTMLElement): void {
  showItems(list, people, JSON.stringify([people, wanted]), (name) => {
    const button = make('button', '', view(name));
    button.type = 'button';
    button.dataset['name'] = name;
    if (name === wanted) button.append(' ', make('span', 'count', 'you'));
    else button.title = `Whisper to ${name}`;
    return button;
  });
}
