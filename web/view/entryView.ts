import { movedText } from '../../src/client/log';
import type { Entry } from '../../src/client/model';
import { isEmoji, partsOf } from '../../src/client/texts';
import { tintOf } from '../../src/client/tint';
import { make } from './elements';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Makes the element of an entry. */
export function entryView(entry: Entry): HTMLElement {
  switch (entry.kind) {
    case 'said': {
      const { from, text, isAction, isOwn, isMention } = entry;
      const classes = ['said', isAction && 'action', isOwn && 'own', isMention && 'mention', isEmoji(text) && 'emoji'];
      const [name, time, line] = [nameView(from), timeView(entry), textView(text)];
      const parts = isAction ? [name, ' ', line, ' ', ...time] : [name, ' ', ...time, line];
      return make('div', classes.filter(Boolean).join(' '), ...parts);
    }
    case 'whisper': {
      const { from, to, text } = entry;
      const who = from === undefined ? ['to ', nameView(to ?? '')] : [nameView(from)];
      const label = make('span', 'label', from === undefined ? 'you whisper ' : 'whispers to you ');
      return make(
        'div',
        'whisper',
        ...(from === undefined ? [label, ...who] : [...who, ' ', label]),
        ' ',
        ...timeView(entry),
        textView(text),
      );
    }
    case 'moved':
      return make('div', 'note', movedText(entry));
    case 'note':
      return make('div', entry.isFault ? 'note fault' : 'note', textView(entry.text));
  }
}

/** A name in a color that is always the same one for it. */
export function nameView(name: string): HTMLElement {
  const view = make('span', 'from', name);
  view.dir = 'auto';
  view.style.setProperty('--hue', String(tintOf(name, 360)));
  return view;
}

function timeView({ at }: Entry): HTMLElement[] {
  if (at === undefined) return [];
  const view = make('time', '', TIME.format(new Date(at)));
  view.dateTime = at;
  return [view];
}

function textView(text: string): HTMLElement {
  const parts = partsOf(text).map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type !== 'link') return make('code', '', part.text);
    const link = make('a', '', part.text);
    link.href = part.url;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    return link;
  });
  const view = make('p', '', ...parts);
  view.dir = 'auto';
  return view;
}
