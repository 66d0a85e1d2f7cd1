import { escapeHtml } from './escapeHtml';

/** A line of a picture: values in time, or what stands between them, such as the operator. */
type Row = { readonly name: string; readonly marbles: string; readonly note: string } | { readonly caption: string };

const COLUMN = 15;
const LEFT = 96;
const TEXT_WIDTH = 7.3;
const COLOURS = 6;

/** Names stand in the first columns, diagrams behind them. */
const NAMES = 11;
/** Time that is drawn has a silence, or begins with what is no value. */
const STRETCH = String.raw`(?=[(|#]|\S*--)[-\w()|#]+`;
const DIAGRAM = new RegExp(`^( *${STRETCH}(?: +${STRETCH})*)(?: {2,}(.*))?$`);

function rowOf(line: string): Row {
  const [, marbles, note = ''] = DIAGRAM.exec(line.slice(NAMES)) ?? [];
  if (marbles === undefined) return { caption: line.trim().replace(/ {3,}/g, ' · ') };
  return { name: line.slice(0, NAMES).trim(), marbles, note: note.trim() };
}

/** Pictures side by side, each with its own `source`, one below the other. */
function picturesOf(text: string): string[][] {
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  const second = first.indexOf('source', 1);
  if (second < 0) return [lines];
  return [lines.map((line) => line.slice(0, second).trimEnd()), lines.map((line) => line.slice(second).trimEnd())];
}

const colourOf = (letter: string): number => (letter.codePointAt(0) ?? 0) % COLOURS;

const element = (name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('')}>${content}</${name}>`;

/** What stands at a moment: a value, an end, an error, or the frame of values in one moment. */
function momentOf(character: string, x: number, y: number, groupWidth: number): string {
  switch (character) {
    case '-':
    case ' ':
    case ')':
      return '';
    case '(':
      return element('rect', { class: 'moment', x: x - 7, y: y - 11, width: groupWidth + 14, height: 22, rx: 11 });
    case '|':
      return element('path', { class: 'end', d: `M${x} ${y - 10}v20` });
    case '#':
      return element('path', { class: 'error', d: `M${x - 6} ${y - 6}l12 12m0 -12l-12 12` });
    default: {
      const circle = element('circle', { class: `value-${colourOf(character)}`, cx: x, cy: y, r: 8 });
      return circle + element('text', { class: 'value', x, y: y + 4 }, escapeHtml(character));
    }
  }
}

/** One line of time, with its name before it and its note below. */
function timelineOf({ name, marbles, note }: Exclude<Row, { caption: string }>, y: number): string {
  const at = (column: number): number => LEFT + column * COLUMN;
  const lines = Array.from(marbles.matchAll(/\S+/g), ({ index, 0: stretch }) => {
    const ends = /[|#]\)?$/.test(stretch);
    const last = index + stretch.length - (ends ? 1 : 0);
    return element('path', { class: 'time', d: `M${at(index) - 4} ${y}H${at(last) + 4}` });
  });
  const moments = Array.from(marbles, (character, column) =>
    momentOf(character, at(column), y, (marbles.indexOf(')', column) - column) * COLUMN),
  );
  return [
    element('text', { class: 'name', x: 0, y: y + 4 }, escapeHtml(name)),
    ...lines,
    ...moments,
    note === '' ? '' : element('text', { class: 'note', x: LEFT, y: y + 24 }, escapeHtml(note)),
  ].join('');
}

function drawn(lines: readonly string[]): string {
  const rows = lines.filter((line) => line.trim() !== '').map(rowOf);
  const widths = rows.map((row) =>
    'caption' in row
      ? LEFT + row.caption.length * TEXT_WIDTH + 24
      : LEFT + Math.max((row.marbles.length + 1) * COLUMN, row.note.length * TEXT_WIDTH),
  );
  const width = Math.max(...widths);
  let y = 18;
  const parts = rows.map((row) => {
    const top = y;
    if ('caption' in row) {
      y += 38;
      const box = element('rect', {
        class: 'operator',
        x: LEFT - 8,
        y: top - 13,
        width: width - LEFT + 6,
        height: 26,
        rx: 4,
      });
      return box + element('text', { class: 'caption', x: LEFT + 2, y: top + 4 }, escapeHtml(row.caption));
    }
    y += row.note === '' ? 34 : 48;
    return timelineOf(row, top);
  });
  const height = y - 12;
  const size = { width: Math.ceil(width), height, viewBox: `0 0 ${Math.ceil(width)} ${height}` };
  const text = escapeHtml(lines.join('\n'));
  return element('svg', { class: 'marbles', role: 'img', 'aria-label': text, ...size }, parts.join(''));
}

/**
 * Whether a block of text is a marble picture: it has lines of time with names before them.
 *
 * @param text the block
 * @returns whether `marblePicture` can draw it
 */
export const isMarblePicture = (text: string): boolean => /^[\w$]+ {2,}[-\w()|#]*--[-\w()|#]*( |$)/m.test(text);

/**
 * Draws a marble picture of a comment: time runs to the right, a letter is a value, a frame holds those of one moment.
 *
 * @param text the picture in letters, as it stands in the comment
 * @returns SVG, which has the letters as its description
 */
export const marblePicture = (text: string): string =>
  element('figure', {}, picturesOf(text.trimEnd()).map(drawn).join('\n'));
