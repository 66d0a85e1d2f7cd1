// The search of the site, in the reader's browser: the sections are fetched once, when the field is first used.
import MiniSearch from 'minisearch';

const root = document.querySelector('script[data-root]').dataset.root;
const field = document.querySelector('#search');
const list = document.querySelector('#found');
const MOST = 12;
/** Of the text around what was found, in characters. */
const BEFORE = 40;
const LONGEST = 160;

async function load() {
  const response = await fetch(`${root}search.json`);
  const index = new MiniSearch({
    fields: ['title', 'page', 'text'],
    storeFields: ['title', 'page', 'text'],
    // Flags, settings and metrics are found by their parts.
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''),
    searchOptions: { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { title: 4, page: 2 } },
  });
  index.addAll(await response.json());
  return index;
}
let loading;

const make = (name, text, ...children) => {
  const element = document.createElement(name);
  element.append(text, ...children);
  return element;
};

function excerptOf({ text, terms }) {
  const at = Math.max(0, ...terms.map((term) => text.toLowerCase().indexOf(term)));
  const from = Math.max(0, at - BEFORE);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST)}`;
}

function itemOf(found) {
  const link = make(
    'a',
    make('b', found.title),
    ` ${found.page === found.title ? '' : found.page}`,
    make('small', excerptOf(found)),
  );
  link.href = root + found.id;
  return make('li', link);
}

async function search() {
  const query = field.value.trim();
  loading ??= load();
  const index = await loading;
  if (query !== field.value.trim()) return;
  const found = index.search(query).slice(0, MOST);
  list.replaceChildren(...(found.length > 0 ? found.map(itemOf) : [make('li', 'nothing found')]));
  list.hidden = query === '';
}

field.addEventListener('input', () => void search());
field.addEventListener('keydown', ({ key }) => {
  if (key === 'Enter') list.querySelector('a')?.click();
  if (key === 'Escape') list.hidden = true;
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === field) return;
  event.preventDefault();
  field.focus();
});
list.addEventListener('click', () => (list.hidden = true));
