import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchorsInOrder } from '../site/anchors';
import { Meters } from '../src/telemetry/meters';
import { metricsOf } from '../src/telemetry/metrics';
import { helpText } from '../src/config/helpText';
import { readSettings } from '../src/config/readSettings';
import * as names from '../src/config/settingNames';
import * as table from '../src/config/settings';
import { COMMANDS } from '../src/streams/reduce/commands/commands';
import { REFUSALS } from '../src/streams/reduce/refusals';
import { Outboxes } from '../src/streams/write/outboxes';

const ROOT = join(__dirname, '..');

/** A page, and the same without what stands in fenced blocks, where nothing is a link or a heading. */
interface Page {
  name: string;
  source: string;
  prose: string;
}

const pageOf = (name: string): Page => {
  const source = readFileSync(join(ROOT, name), 'utf8');
  return { name, source, prose: source.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '') };
};
const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].map(pageOf);

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = ({ prose }: Page): string[] => {
  const anchorOf = anchorsInOrder();
  return Array.from(prose.matchAll(/^#{1,6} +(.+)$/gm), ([, heading = '']) => anchorOf(heading));
};

/** What is wrong with a link, or nothing. */
function faultOf(page: Page, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page.name : relative(ROOT, join(ROOT, dirname(page.name), path));
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  if (!target.endsWith('.md')) return `${link}: only pages have anchors`;
  return anchorsOf(pageOf(target)).includes(anchor) ? undefined : `${link}: ${target} has no heading #${anchor}`;
}

const lined = (text: string): string[] => text.split('\n').map((line) => line.trimEnd());

/** Where lines that stand in a file one after another end, all of them indented alike, in a comment or not; or -1. */
function standsIn(file: readonly string[], lines: readonly string[], from: number): number {
  for (let start = from; start + lines.length <= file.length; start += 1) {
    const indents = new Set<string>();
    const equal = lines.every((line, index) => {
      const there = file[start + index] ?? '';
      if (line === '') return /^( *\*)?$/.test(there);
      if (!there.endsWith(line)) return false;
      indents.add(there.slice(0, there.length - line.length));
      return true;
    });
    const [indent = ''] = indents;
    if (equal && indents.size <= 1 && /^ *(\* )?$/.test(indent)) return start + lines.length;
  }
  return -1;
}

/** Parts of an excerpt that are not in the file it is said to be from; `// ...` on a line of its own stands for a gap. */
function missingFrom(file: string, excerpt: string): string[] {
  let at = 0;
  return excerpt
    .split(/^ *\/\/ \.\.\.\n/m)
    .map((part) => lined(part.replace(/\n$/, '')))
    .filter((part) => {
      at = standsIn(lined(file), part, at);
      return at < 0;
    })
    .map((part) => part.join('\n'));
}

const EXCERPT = /^<!-- from (\S+) -->\n```\w*\n([\s\S]*?)^```$/gm;

describe('the documentation', () => {
  it.each(pages)('$name: every relative link leads somewhere', (page) => {
    const links = Array.from(page.prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
    const faults = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => faultOf(page, link));
    expect(faults.filter((fault) => fault !== undefined)).toStrictEqual([]);
  });

  it.each(pages)('$name: every file and folder that is named exists', ({ source }) => {
    const named = source.match(/(?<![\w/.-])(?:src|spec|docs|scripts|ops|bench)\/[\w./-]*\w\/?/g) ?? [];
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toStrictEqual([]);
  });

  const excerpts = pages.flatMap(({ name, source }) =>
    Array.from(source.matchAll(EXCERPT), ([, file = '', excerpt = '']) => ({ name, file, excerpt })),
  );

  it('quotes the source in more than one place, and marks each quotation in the form that is checked', () => {
    const marks = pages.flatMap(({ source }) => source.match(/^<!-- from /gm) ?? []);
    expect(excerpts.length).toBeGreaterThan(1);
    expect(excerpts).toHaveLength(marks.length);
  });

  it.each(excerpts)('$name: what it quotes from $file is there', ({ file, excerpt }) => {
    expect(missingFrom(readFileSync(join(ROOT, file), 'utf8'), excerpt)).toStrictEqual([]);
  });

  it('has every decision numbered once, under its title and with a status', () => {
    const decisions = pages
      .filter(({ name }) => /^docs\/decisions\/\d/.test(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const numbers = decisions.map(({ name }) => /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1] ?? name);
    expect(numbers).toEqual(Array.from(new Set(numbers)));
    decisions.forEach(({ source }, index) => {
      const number = numbers[index];
      expect(source).toMatch(
        new RegExp(`^# ${number}\\. .+\n\nStatus: (proposed|accepted|superseded by \\[\\d{4}\\])`),
      );
    });
    expect(decisions.length).toBeGreaterThanOrEqual(8);
  });
});

describe('docs/operators.md', () => {
  it('is what `npm run docs:operators` makes of the comments, and has every operator', () => {
    const { operatorsPage } = jest.requireActual<{ operatorsPage: () => string }>('../scripts/operatorsPage.cjs');
    const { source } = pageOf('docs/operators.md');
    expect(source).toBe(operatorsPage());
    const files = readdirSync(join(ROOT, 'src', 'operators'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      expect(source).toContain(`\n\`rxchat/operators/${file.replace(/\.ts$/, '')}\`\n`);
    }
  });
});

describe('docs/settings.md', () => {
  const settings = table.SETTING_KEYS.map((key) => {
    const { valueType, default: defaultValue, help } = table.settingOf(key);
    const [flag, variable] = [names.flagOf(key), names.variableOf(key)];
    return { key, flag, variable, shown: valueType.show(defaultValue), defaultValue, help };
  });

  it('is what `npm run docs:settings` makes of the table', () => {
    const { settingsPage } = jest.requireActual<{ settingsPage: (exports: typeof table & typeof names) => string }>(
      '../scripts/settingsPage.cjs',
    );
    expect(pageOf('docs/settings.md').source).toBe(settingsPage({ ...table, ...names }));
  });

  it.each(settings)('$flag is on the page, in the help, and read as both say', (row) => {
    const { key, flag, variable, shown, defaultValue, help } = row;
    const line = lined(pageOf('docs/settings.md').source).find((candidate) => candidate.startsWith(`| \`${flag}\` |`));
    expect(line?.split(' | ').slice(1, 2)).toStrictEqual([`\`${variable}\``]);
    expect(line).toContain(`| \`${shown}\` | ${help} |`);
    expect(helpText()).toContain(`\n  ${flag} `);
    expect(helpText()).toContain(`\n      ${help} [${shown}, ${variable}]\n`);
    expect(readSettings([], {})[key]).toBe(defaultValue);
    expect(readSettings([`${flag}=${shown}`], {})[key]).toBe(defaultValue);
    expect(readSettings([], { [variable]: shown })[key]).toBe(defaultValue);
  });
});

describe('the commands in the pages', () => {
  const { PAGES, withCommands } = jest.requireActual<{
    PAGES: readonly string[];
    withCommands: (page: string, commands: typeof COMMANDS) => string;
  }>('../scripts/commandsTable.cjs');
  const marked = pages.filter(({ source }) => /^<!-- [a-z ]+: (begin|end) -->$/m.test(source));

  it.each(PAGES)('%s is what `npm run docs:commands` makes of the list', (name) => {
    const { source } = pageOf(name);
    expect(source).toBe(withCommands(source, COMMANDS));
  });

  it('are marked in all pages that have them, and each block once', () => {
    expect(marked.map(({ name }) => name)).toStrictEqual(PAGES);
    const marks = marked.map(({ source }) => source.match(/(?<=^<!-- )[a-z ]+: (begin|end)(?= -->$)/gm));
    expect(marks).toStrictEqual([
      ['basic commands: begin', 'basic commands: end'],
      ['commands: begin', 'commands: end', 'help: begin', 'help: end'],
    ]);
    for (const { source } of marked) expect(withCommands(source, [])).not.toBe(source);
  });

  it.each(COMMANDS)('/$words.0 is in docs/protocol.md by all its words', ({ words }) => {
    const { source } = pageOf('docs/protocol.md');
    for (const word of words) expect(source).toMatch(new RegExp(`^\\| .*\`/${word}[^|]*\\|`, 'm'));
  });

  it('have all codes of their refusals, and of all others, in docs/protocol.md', () => {
    const codes = Array.from(pageOf('docs/protocol.md').source.matchAll(/^\| `ERR (\w+)` \|/gm), ([, code]) => code);
    expect(codes.sort()).toStrictEqual([...REFUSALS, 'internal_error'].sort());
  });
});

describe('docs/metrics.md', () => {
  /** What the page names by a link, since a new command adds to it. */
  const byLink: Readonly<Record<string, readonly string[]>> = {
    '[a command](protocol.md#commands)': COMMANDS.map(({ label }) => label),
    '[a code](protocol.md#all-codes)': REFUSALS,
  };
  const spelledOut = (cell: string): string =>
    Object.entries(byLink).reduce(
      (text, [link, words]) => text.replace(link, words.map((word) => `\`${word}\``).join(', ')),
      cell,
    );

  /** A row of a table of the page: the name, the type, the label with all its values, and what it means. */
  const rows = Array.from(
    pageOf('docs/metrics.md').source.matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\|/gm),
    ([, name = '', type = '', labels = '']) => ({
      name,
      type,
      labels: Array.from(spelledOut(labels).matchAll(/`([^`]+)`/g), ([, word = '']) => word),
    }),
  ).sort((a, b) => (a.name < b.name ? -1 : 1));

  it('lists every metric of the program with its type, its label and all values of that', async () => {
    const metrics = await metricsOf(new Meters(), new Outboxes(), '1').getMetricsAsJSON();
    const known = metrics.map(({ name, type, values }) => {
      const labels = values.flatMap((value) => Object.entries(value.labels)).filter(([label]) => label !== 'le');
      const isOpen = name === 'chat_build_info'; // its values are versions
      const words = labels.flatMap(([label, value]) => (isOpen ? [label] : [label, String(value)]));
      return { name, type: String(type), labels: Array.from(new Set(words)) };
    });
    const ours = known.filter(({ name }) => name.startsWith('chat_')).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(rows).toStrictEqual(ours);
  });

  it('names those of Node that are served, and those that are left out', async () => {
    const metrics = await metricsOf(new Meters(), new Outboxes(), '1').getMetricsAsJSON();
    const served = metrics.map(({ name }) => name).filter((name) => !name.startsWith('chat_'));
    const { source } = pageOf('docs/metrics.md');
    const sectionOf = (heading: string): string[] => {
      const [, section = ''] = source.split(`\n## ${heading}\n`);
      return Array.from(
        (section.split('\n## ')[0] ?? '').matchAll(/`((?:nodejs|process)_\w+)`/g),
        ([, name = '']) => name,
      );
    };
    const named = sectionOf('Of Node.js');
    // Three of them exist on Linux alone.
    const elsewhere = ['process_resident_memory_bytes', 'process_virtual_memory_bytes', 'process_heap_bytes'];
    expect(served.filter((name) => !named.includes(name))).toStrictEqual([]);
    expect(named.filter((name) => !served.includes(name) && !elsewhere.includes(name))).toStrictEqual([]);
    const leftOut = sectionOf('Left out');
    expect(leftOut.length).toBeGreaterThan(0);
    expect(leftOut.filter((name) => served.includes(name))).toStrictEqual([]);
  });
});
