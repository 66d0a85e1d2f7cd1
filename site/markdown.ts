import { anchorsInOrder } from './anchors';
import { conversation } from './conversation';
import { isMarblePicture, marblePicture } from './marbles';
import { linkInSite, sourceOf } from './pages';

/** What is used here of markdown-it, which comes with Eleventy and has no types of its own. */
interface Token {
  type: string;
  tag: string;
  content: string;
  info: string;
  children: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}
interface State {
  tokens: Token[];
  env: { page: { inputPath: string } };
}
type Rule = (tokens: Token[], index: number, ...rest: unknown[]) => string;
export interface MarkdownIt {
  core: { ruler: { push(name: string, rule: (state: State) => void): void } };
  renderer: { rules: Record<string, Rule> };
}

/** Draws a diagram in Mermaid's words as SVG, in given colours. */
export type DrawDiagram = (text: string, colours: { bg: string; fg: string }) => string;

/** A diagram in the colours of the page, without the font that it would fetch from elsewhere. */
function diagram(text: string, draw: DrawDiagram): string {
  const svg = draw(text, { bg: 'var(--paper)', fg: 'var(--ink)' });
  return `<figure>${svg.replace(/^\s*@import .*\n/m, '').replaceAll("'Inter', ", '')}</figure>\n`;
}

function anchorHeadings({ tokens }: State): void {
  const anchorOf = anchorsInOrder();
  tokens.forEach((token, index) => {
    if (token.type === 'heading_open') token.attrSet('id', anchorOf(tokens[index + 1]?.content ?? ''));
  });
}

/** Links to pages lead to pages; what is not part of the site is named, and no link. */
function placeLinks({ tokens, env }: State): void {
  const source = sourceOf(env.page.inputPath);
  let leadsOut = false;
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const attribute = token.type === 'image' ? 'src' : 'href';
    const link = token.attrGet(attribute);
    if (token.type === 'link_close' && leadsOut) token.tag = 'span';
    if (link === null) continue;
    const placed = linkInSite(source, link);
    leadsOut = placed === undefined;
    if (placed !== undefined) token.attrSet(attribute, placed);
    else Object.assign(token, { tag: 'span', attrs: [['title', `in the repository: ${link}`]] });
  }
}

/**
 * Makes markdown-it draw what this project writes in blocks: conversations, marble pictures and diagrams.
 *
 * @param markdown the library, which is changed
 * @param draw draws diagrams
 */
export function drawBlocks(markdown: MarkdownIt, draw: DrawDiagram): void {
  const { rules } = markdown.renderer;
  const { fence } = rules;
  rules['fence'] = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index] ?? {};
    const [language = '', ...flags] = info.trim().split(' ');
    if (language === 'chat') return conversation(content, flags.join(' '));
    if (language === 'mermaid') return diagram(content, draw);
    if (language === '' && isMarblePicture(content)) return marblePicture(content);
    return fence?.(tokens, index, ...rest) ?? '';
  };
  rules['table_open'] = () => '<div class="wide"><table>';
  rules['table_close'] = () => '</table></div>';
  markdown.core.ruler.push('anchorHeadings', anchorHeadings);
  markdown.core.ruler.push('placeLinks', placeLinks);
}
