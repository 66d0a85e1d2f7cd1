/** A part of a text, and what it is shown as. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly url: string };

const CODE_OR_URL = /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"`]+/giu;

/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?'…]+$|(?<=^[^(]*)\)+[.,;:!?]*$|(?<=^[^[]*)\]+[.,;:!?]*$/u;

/**
 * Finds what is code, in backticks, and what is an address of the web. Nothing else is markup, and no other address is a link.
 *
 * @param text what somebody has said
 * @returns all of it, in order
 */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  const addText = (to: number): void => {
    if (to > end) parts.push({ type: 'text', text: text.slice(end, to) });
  };
  for (const match of text.matchAll(CODE_OR_URL)) {
    const [whole, code] = match;
    const shown = code ?? whole.replace(TRAILING, '');
    const url = code === undefined ? webAddress(shown) : undefined;
    if (code === undefined && url === undefined) continue;
    addText(match.index);
    parts.push(url === undefined ? { type: 'code', text: shown } : { type: 'link', text: shown, url });
    end = match.index + (code === undefined ? shown.length : whole.length);
  }
  addText(text.length);
  return parts;
}

/** The address that a browser makes of a text, if it is one of http or https without a name and a password, which mislead. */
function webAddress(text: string): string | undefined {
  const [, host] = /^https?:\/\/([^/?#]+)/i.exec(text) ?? [];
  return host === undefined || host.includes('@') || !URL.canParse(text) ? undefined : new URL(text).href;
}

/** Whether a text is nothing but a few emoji, which are shown large. */
export function isEmoji(text: string): boolean {
  return (
    text.length <= 40 && /^(?:\p{Extended_Pictographic}|\p{RI}\p{RI}|[\p{Emoji_Modifier}\u200d\ufe0f\s])+$/u.test(text)
  );
}

/**
 * The lines in what a person has typed or pasted, as the server takes them. Of several none is a command: who pastes a list of
 * paths wants to show them.
 *
 * @param text the text
 * @returns the lines, without empty ones
 */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.length < 2 ? lines : lines.map((line) => (line.startsWith('/') ? `/${line}` : line));
}
