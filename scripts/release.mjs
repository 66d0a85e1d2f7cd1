/**
 * Makes a release of what is checked out: checks it, packs it, says what is in it, and tags it. It publishes nothing: the tag,
 * once pushed, does that (.github/workflows/release.yml).
 *
 *   npm run release
 *
 * The version is that of package.json, and CHANGELOG.md has a section for it, with its date. The package, its bill of materials
 * and the notes go to build/release/.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join('build', 'release');
const SEMANTIC_VERSION = /^\d+\.\d+\.\d+(?:-[\da-z.-]+)?$/i;

/** A reason not to release: a sentence for the person who releases, without a stack. */
class NotReleasedError extends Error {}

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trimEnd();

/** @param {string[]} args */
function npm(...args) {
  console.log(`\n> npm ${args.join(' ')}`);
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], env: withoutNpm() });
  if (status !== 0) throw new NotReleasedError(`npm ${args.join(' ')} failed with status ${status}`);
}

/** The variables of this process but those that the npm around it has set for its own scripts. */
const withoutNpm = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(cache|offline))/i.test(name)));

/**
 * The notes of a version: what stands in the change log below its heading.
 *
 * @param {string} changelog
 * @param {string} version
 */
function notesOf(changelog, version) {
  const sections = changelog.split(/^(?=## )/m);
  const section = sections.find((text) => text.startsWith(`## [${version}]`));
  if (section === undefined) throw new NotReleasedError(`CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD"`);
  const [heading = '', ...lines] = section.split('\n');
  if (!/ - \d{4}-\d{2}-\d{2}$/.test(heading)) throw new NotReleasedError(`"${heading}" in CHANGELOG.md has no date`);
  const unreleased = sections.find((text) => text.startsWith('## [Unreleased]'));
  if (unreleased?.includes('\n- ')) {
    throw new NotReleasedError(`CHANGELOG.md has changes that are not released: move them below "${heading}"`);
  }
  const notes = lines.join('\n').trim();
  if (notes === '') throw new NotReleasedError(`"${heading}" in CHANGELOG.md says nothing`);
  return notes;
}

function release() {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const tag = `v${version}`;
  if (!SEMANTIC_VERSION.test(version)) throw new NotReleasedError(`${version} in package.json is no semantic version`);
  const notes = notesOf(readFileSync('CHANGELOG.md', 'utf8'), version);
  const changes = git('status', '--porcelain');
  if (changes !== '') throw new NotReleasedError(`there are changes that are not committed:\n${changes}`);
  if (git('tag', '--list', tag) !== '')
    throw new NotReleasedError(`${tag} is released; set the next version in package.json`);

  npm('run', 'check');
  npm('test');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  npm('pack', '--pack-destination', FOLDER);
  const sbom = join(FOLDER, `${name}-${version}.cdx.json`);
  const bill = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], { env: withoutNpm() });
  writeFileSync(sbom, bill);
  writeFileSync(join(FOLDER, 'notes.md'), `${notes}\n`);
  // Verbatim, since headings are no comments.
  git('tag', '--annotate', '--cleanup=verbatim', tag, '--message', `${name} ${version}\n\n${notes}`);
  console.log(`\n${tag} is tagged, and in ${FOLDER}. To publish it: git push origin ${tag}`);
}

try {
  release();
} catch (error) {
  if (!(error instanceof NotReleasedError)) throw error;
  console.error(`not released: ${error.message}`);
  process.exitCode = 1;
}
