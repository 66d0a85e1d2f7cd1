import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** Sections of a change log as it should be. */
const CHANGELOG = `# Changes

## [Unreleased]

## [1.2.3] - 2026-11-26

### Added

- A thing that is new.

## [1.2.2] - 2026-01-01

- Older.
`;

jest.setTimeout(180_000); // npm runs seven times

describe('npm run release', () => {
  let folder: string;

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const commit = (changelog: string, check = "node -e ''", version = '1.2.3'): void => {
    const scripts = { check, test: "node -e ''", release: 'node release.mjs' };
    const manifest = { name: 'thing', version, license: 'MIT', files: ['thing.js'], scripts };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ name: 'thing', version, lockfileVersion: 3, packages: {} }),
    );
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'a release');
  };
  const release = (): { readonly status: number | null; readonly said: string } => {
    const env = { ...process.env, GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b', npm_config_offline: 'true' };
    const { status, stdout, stderr } = spawnSync('npm', ['run', 'release'], { cwd: folder, env, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };
  const refused = (why: string): void => {
    const { status, said } = release();
    expect(said).toContain(`not released: ${why}`);
    expect(status).toBe(1);
    expect(git('tag', '--list')).toBe('');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxchat-release-'));
    git('init', '--quiet');
    cpSync(join(ROOT, 'scripts', 'release.mjs'), join(folder, 'release.mjs'));
    writeFileSync(join(folder, 'thing.js'), '');
    writeFileSync(join(folder, '.gitignore'), 'build\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('packs, lists what is in it, and tags it with its notes', () => {
    commit(CHANGELOG);
    const { status, said } = release();
    expect([status, said]).toEqual([0, expect.stringContaining('v1.2.3 is tagged')]);
    expect(git('tag', '--list', '--format=%(contents)')).toBe('thing 1.2.3\n\n### Added\n\n- A thing that is new.');
    const made = join(folder, 'build', 'release');
    expect(readdirSync(made).sort()).toEqual(['notes.md', 'thing-1.2.3.cdx.json', 'thing-1.2.3.tgz']);
    const bill = JSON.parse(readFileSync(join(made, 'thing-1.2.3.cdx.json'), 'utf8')) as { bomFormat: string };
    expect(bill.bomFormat).toBe('CycloneDX');
    expect(git('status', '--porcelain')).toBe('');
  });

  it('refuses what is tagged already', () => {
    commit(CHANGELOG);
    git('tag', 'v1.2.3');
    const { status, said } = release();
    expect([status, said]).toEqual([1, expect.stringContaining('not released: v1.2.3 is released')]);
  });

  it('refuses changes that are not committed', () => {
    commit(CHANGELOG);
    writeFileSync(join(folder, 'thing.js'), 'changed');
    refused('there are changes that are not committed:\n M thing.js');
  });

  it.each([
    ['no section for the version', CHANGELOG.replace('[1.2.3]', '[1.2.4]'), 'CHANGELOG.md has no section "## [1.2.3]'],
    ['no date', CHANGELOG.replace(' - 2026-11-26', ''), '"## [1.2.3]" in CHANGELOG.md has no date'],
    [
      'no word on it',
      CHANGELOG.replace('### Added\n\n- A thing that is new.\n', ''),
      '"## [1.2.3] - 2026-11-26" in CHANGELOG.md says nothing',
    ],
    [
      'more that is not released',
      CHANGELOG.replace('## [Unreleased]\n', '## [Unreleased]\n\n- More.\n'),
      'CHANGELOG.md has changes that are not released',
    ],
  ])('refuses a change log with %s', (_, changelog, why) => {
    commit(changelog);
    refused(why);
  });

  it('refuses a version that is not semantic', () => {
    commit(CHANGELOG, "node -e ''", '1.2');
    refused('1.2 in package.json is no semantic version');
  });

  it('tags nothing if a check fails', () => {
    commit(CHANGELOG, 'exit 3');
    refused('npm run check failed with status 3');
  });
});
