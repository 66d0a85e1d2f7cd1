import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The pages of a built site: HTML by path. */
export type BuiltPages = ReadonlyMap<string, string>;

/** A part of a page, from a heading to the next, as the search takes it. */
export interface Section {
  readonly id: string;
  readonly page: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Reads the pages of a built site.
 *
 * @param folder the site
 * @returns its pages
 */
export function builtPages(folder: string): BuiltPages {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/**
 * Finds links that lead nowhere, with their anchors, and whatever a page would fetch from elsewhere.
 *
 * @param pages the pages
 * @param exists whether there is a file in the site
 * @returns a line for each
 */
export function deadLinks(pages: BuiltPages, exists: (path: string) => boolean): string[] {
  const hasAnchor = (path: string, anchor: string): boolean => pages.get(path)?.includes(` id="${anchor}"`) ?? false;
  const faultOf = (page: string, attribute: string, link: string): string | undefined => {
    if (/^[a-z]+:/.test(link)) return attribute === 'src' ? 'is fetched from elsewhere' : undefined;
    const [path = '', anchor] = decodeURIComponent(link).split('#');
    const target = path === '' ? page : posix.join(posix.dirname(page), path);
    if (!exists(target)) return `there is no ${target}`;
    return anchor === undefined || hasAnchor(target, anchor) ? undefined : `${target} has no #${anchor}`;
  };
  return Array.from(pages).flatMap(([page, html]) =>
    Array.from(html.matchAll(/<[a-z]+ [^>]*?\b(href|src)="([^"]*)"/g), ([, attribute = '', link = '']) => {
      const fault = faultOf(page, attribute, link);
      return fault === undefined ? [] : [`${page}: ${link}: ${fault}`];
    }).flat(),
  );
}

const textOf = (html: string): string =>
  html
    .replace(/<(svg|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Cuts pages into what the search can find.
 *
 * @param pages the pages
 * @returns a section for each heading
 */
export function sectionsOf(pages: BuiltPages): Section[] {
  return Array.from(pages).flatMap(([path, html]) => {
    const main = /<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? '';
    const parts = main.split(/(?=<h[1-6] id=")/).filter((part) => part.startsWith('<h'));
    const page = textOf(/<h1[^>]*>(.*?)<\/h1>/.exec(main)?.[1] ?? path);
    return parts.map((part) => {
      const [heading = '', anchor = '', title = ''] =
        /^<h[1-6] id="([^"]*)"[^>]*>([\s\S]*?)<\/h[1-6]>/.exec(part) ?? [];
      return { id: `${path}#${anchor}`, page, title: textOf(title), text: textOf(part.slice(heading.length)) };
    });
  });
}
