/**
 * Makes a site of docs/ that needs nothing but a static server, and ends with status 1 if a link in it leads nowhere.
 *
 *   node build/site/main.js [FOLDER]     # build/pages if no folder is named
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { Eleventy, type EleventyConfig } from '@11ty/eleventy';
import { build } from 'esbuild';
import { builtPages, deadLinks, sectionsOf } from './builtPages';
import { type DrawDiagram, drawBlocks, type MarkdownIt } from './markdown';
import { NAVIGATION, PAGES_ELSEWHERE, placeOf, ROOT, sourceOf, titleOf } from './pages';

interface Page {
  readonly inputPath: string;
}

const placeOfPage = ({ inputPath }: Page): string => placeOf(sourceOf(inputPath)) ?? '';
const rootOf = (page: Page): string => '../'.repeat(placeOfPage(page).split('/').length - 1);

/** The pages beside the text, and where the reader is among them. */
const navigationFor = (page: Page): object[] =>
  NAVIGATION.map(([group, sources]) => ({
    group,
    pages: sources.map((source) => ({
      title: source === 'README.md' ? 'First steps' : titleOf(source),
      href: posix.relative(posix.dirname(placeOfPage(page)), placeOf(source) ?? ''),
      isHere: source === sourceOf(page.inputPath),
    })),
  }));

/** The headings of the second level, for a list on the page. */
const outlineOf = (html: string): object[] =>
  Array.from(html.matchAll(/<h2 id="([^"]*)"[^>]*>(.*?)<\/h2>/g), ([, anchor, title]) => ({ anchor, title }));

function configure(config: EleventyConfig, draw: DrawDiagram): void {
  config.setIncludesDirectory('../site');
  config.addGlobalData('layout', 'layout.liquid');
  config.addGlobalData(
    'permalink',
    () =>
      ({ page }: { page: Page }) =>
        placeOfPage(page),
  );
  for (const [source, virtual] of Object.entries(PAGES_ELSEWHERE)) {
    config.addTemplate(virtual, readFileSync(join(ROOT, source), 'utf8'));
  }
  config.addFilter('navigation', navigationFor);
  config.addFilter('root', rootOf);
  config.addFilter('outline', outlineOf);
  config.addFilter('title', ({ inputPath }: Page) => titleOf(sourceOf(inputPath)));
  config.addPassthroughCopy({
    'docs/images': 'images',
    'docs/protocol.schema.json': 'protocol.schema.json',
    'site/style.css': 'style.css',
    'web/icon.svg': 'icon.svg',
  });
  config.amendLibrary('md', (markdown: MarkdownIt) => {
    drawBlocks(markdown, draw);
  });
}

/** Pages of docs/ that no reader would find. */
const leftOut = (): string[] =>
  readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && !NAVIGATION.some(([, sources]) => sources.includes(`docs/${name}`)))
    .map((name) => `docs/${name} is not in NAVIGATION of site/pages.ts`);

async function main(folder: string): Promise<void> {
  process.chdir(ROOT);
  rmSync(folder, { recursive: true, force: true });
  const { renderMermaidSVG } = await import('beautiful-mermaid'); // it cannot be required
  const config = (eleventy: EleventyConfig): void => {
    configure(eleventy, renderMermaidSVG);
  };
  await new Eleventy('docs', relative(ROOT, folder), { configPath: null, quietMode: true, config }).write();
  await build({
    entryPoints: ['site/search.js'],
    outfile: join(folder, 'search.js'),
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const pages = builtPages(folder);
  const sections = sectionsOf(pages);
  writeFileSync(join(folder, 'search.json'), JSON.stringify(sections));
  const faults = [...leftOut(), ...deadLinks(pages, (path) => existsSync(join(folder, path)))];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else
    console.log(
      `${pages.size} pages with ${sections.length} sections in ${relative(ROOT, folder)}, all links lead somewhere`,
    );
}

void main(process.argv[2] ?? join(ROOT, 'build', 'pages'));
