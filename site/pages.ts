import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The folder of the project, above `build/site/` where this runs and `site/` where it is written. */
export const ROOT = join(__dirname, existsSync(join(__dirname, '..', 'package.json')) ? '..' : '../..');

/** The pages beside the text, in groups, by their files. Each decision is reached from their list. */
export const NAVIGATION: readonly (readonly [group: string, sources: readonly string[]])[] = [
  ['Chat', ['README.md', 'docs/protocol.md']],
  [
    'Run it',
    [
      'docs/operations.md',
      'docs/scaling.md',
      'docs/settings.md',
      'docs/metrics.md',
      'docs/runbooks.md',
      'docs/security.md',
    ],
  ],
  [
    'Read it',
    [
      'docs/architecture.md',
      'docs/backpressure.md',
      'docs/operators.md',
      'docs/performance.md',
      'docs/legacy-analysis.md',
      'docs/redesign.md',
      'docs/decisions/README.md',
    ],
  ],
  ['The project', ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']],
];

/** Pages of the site that are not in docs/, and the file that each is made as if it were there. */
export const PAGES_ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'reporting.md',
};

/**
 * Which file a page is made of.
 *
 * @param path the page as Eleventy names it, such as `./docs/decisions/README.md`
 * @returns the file, from the folder of the project
 */
export function sourceOf(path: string): string {
  const inDocs = posix.relative('docs', posix.normalize(path));
  const elsewhere = Object.entries(PAGES_ELSEWHERE).find(([, virtual]) => virtual === inDocs);
  return elsewhere?.[0] ?? posix.join('docs', inDocs);
}

/**
 * Where a file is in the site.
 *
 * @param source the file, from the folder of the project
 * @returns the path in the site, or nothing for a file that is not part of it
 */
export function placeOf(source: string): string | undefined {
  const inDocs = PAGES_ELSEWHERE[source] ?? posix.relative('docs', source);
  if (inDocs.startsWith('..')) return source.startsWith('docs/images/') ? posix.relative('docs', source) : undefined;
  return inDocs.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}

/**
 * A link of a page, as it has to be in the site.
 *
 * @param source the file of the page that has the link
 * @param link the link, as GitHub takes it
 * @returns the link for the site, or nothing if it leads to a file of the project that is not part of the site
 * @throws if there is no such file
 */
export function linkInSite(source: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  if (path === '' || /^[a-z]+:/.test(path)) return link;
  const target = posix.join(posix.dirname(source), path);
  if (!existsSync(join(ROOT, target))) throw new Error(`${source}: ${link}: there is no ${target}`);
  const [from, to] = [placeOf(source), placeOf(target)];
  if (from === undefined || to === undefined) return undefined;
  return posix.relative(posix.dirname(from), to) + (anchor === undefined ? '' : `#${anchor}`);
}

/**
 * The title of a page: its first heading.
 *
 * @param source the file
 * @returns the title
 */
export const titleOf = (source: string): string =>
  /^# (.+)$/m.exec(readFileSync(join(ROOT, source), 'utf8'))?.[1] ?? source;
