import { escapeHtml } from './escapeHtml';

/** A cell: what somebody types is marked, `>` with Enter and `>>` with bytes, and `$` is a shell. */
function cellOf(text: string): string {
  const mark = /^(>>?|\$) /.exec(text)?.[1];
  const shown = escapeHtml(text);
  if (mark !== undefined) return `<td><kbd>${shown}</kbd></td>`;
  return /^\(.*\)$/.test(text) ? `<td><i>${shown}</i></td>` : `<td>${shown}</td>`;
}

/**
 * Sets a conversation as a table, a column for each person; time runs down.
 *
 * @param text the block: names, a line of dashes that says how wide each column is, and what each sees; without the dashes there is one column
 * @param settings the flags of the server that holds it
 * @returns HTML
 */
export function conversation(text: string, settings: string): string {
  const lines = text.trimEnd().split('\n');
  const rule = lines.findIndex((line) => /^-+( +-+)*$/.test(line));
  const starts = rule < 0 ? [0] : Array.from((lines[rule] ?? '').matchAll(/-+/g), ({ index }) => index);
  const cut = (line: string): string[] => starts.map((at, column) => line.slice(at, starts[column + 1]).trim());
  const names = rule < 1 ? [] : cut(lines[rule - 1] ?? '');
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const rows = lines.slice(rule + 1).map((line) => `<tr>${cut(line).map(cellOf).join('')}</tr>`);
  const caption = settings === '' ? '' : `<caption><code>rxchat ${escapeHtml(settings)}</code></caption>`;
  return `<div class="wide"><table class="conversation">${caption}<thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>\n`;
}
