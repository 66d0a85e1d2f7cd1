import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';

const ROOT = join(__dirname, '..', '..');

const jsonOf = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = jsonOf(join(ROOT, 'package.json')) as { version: string };

/** All files of a folder and of those in it, with slashes. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();

jest.setTimeout(180_000); // npm pack compiles everything, with its types
afterEach(() => Client.cutAll());

describe('the package', () => {
  let scratch: string;
  let installed: string;
  let command: string;

  /** Runs npm as a user does: without the variables of the npm that runs these specs, with an empty cache, and offline. */
  const npm = (cwd: string, ...args: readonly string[]): string => {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(npm|chat)_/i.test(name));
    const env = {
      ...Object.fromEntries(inherited),
      npm_config_userconfig: join(scratch, 'npmrc'),
      npm_config_cache: join(scratch, 'cache'),
      npm_config_offline: 'true',
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
    };
    return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };

  /** A copy of what a clone has, after a build of another time: nothing that a spec does here changes the checkout. */
  const cloneIn = (folder: string): void => {
    mkdirSync(folder);
    const sources = [
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'src',
      'web',
      'scripts',
    ];
    for (const name of sources) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const name of ['dist/gone.js', 'dist/bench/main.js', 'build/bench/main.js']) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), "throw new Error('an older build');\n");
    }
  };

  /** Puts the packages that the program depends on where npm finds them, so that it asks no registry. */
  const provideDependencies = (folder: string): void => {
    const { packages } = jsonOf(join(ROOT, 'package-lock.json')) as { packages: Record<string, { dev?: boolean }> };
    const needed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    for (const [path] of needed) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  };

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'rxchat-package-'));
    const [clone, user] = [join(scratch, 'clone'), join(scratch, 'user')];
    cloneIn(clone);
    npm(clone, 'pack', '--pack-destination', scratch);
    mkdirSync(user);
    provideDependencies(user);
    npm(user, 'install', join(scratch, `rxchat-${manifest.version}.tgz`));
    installed = join(user, 'node_modules', 'rxchat');
    command = join(user, 'node_modules', '.bin', 'rxchat');
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('holds the compiled program and its documents, and nothing else', () => {
    const sources = filesIn(join(ROOT, 'src'));
    const compiled = [
      ...sources.map((name) => `dist/${name.replace(/\.ts$/, '.js')}`),
      ...sources
        .filter((name) => /^(operators|buffers)\//.test(name))
        .map((name) => `dist/${name.replace(/\.ts$/, '.d.ts')}`),
    ];
    const page = ['index.html', 'icon.svg', 'main.js', 'style.css'].flatMap((name) => [
      `dist/web/${name}`,
      `dist/web/${name}.gz`,
    ]);
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(filesIn(installed)).toEqual([...compiled, ...page, ...documents].sort());
  });

  it('names no source map, because it has none', () => {
    const named = filesIn(join(installed, 'dist')).filter((name) =>
      readFileSync(join(installed, 'dist', name), 'utf8').includes('sourceMappingURL'),
    );
    expect(named).toEqual([]);
  });

  it('gives its operators to other programs, with their types, and nothing else of it', () => {
    const folder = join(scratch, 'user');
    const program = `
      import { from } from 'rxjs';
      import { splitLines, type Line } from 'rxchat/operators/splitLines';
      import { tapCount } from 'rxchat/operators/tap/tapCount';
      let chunks = 0;
      from([Buffer.from('hel'), Buffer.from('lo\\nyou\\n')])
        .pipe(tapCount(() => (chunks += 1)), splitLines(4096))
        .subscribe({ next: (line: Line) => console.log(JSON.stringify(line)), complete: () => console.log(chunks) });`;
    writeFileSync(join(folder, 'program.ts'), program);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules', '@types')];
    execFileSync(process.execPath, [tsc, '--module', 'node20', '--strict', ...types, 'program.ts'], { cwd: folder });
    expect(execFileSync(process.execPath, ['program.js'], { cwd: folder, encoding: 'utf8' })).toBe(
      '{"text":"hello"}\n{"text":"you"}\n2\n',
    );
    const inner = spawnSync(process.execPath, ['-e', "require('rxchat/dist/streams/chat.js')"], { cwd: folder });
    expect(inner.status).not.toBe(0);
  });

  it('cannot be published by mistake', () => {
    const { GITHUB_ACTIONS: _, ...env } = process.env;
    const { status, stderr } = spawnSync('npm', ['run', 'prepublishOnly'], { cwd: ROOT, env, encoding: 'utf8' });
    expect(stderr).toContain('a release is published by the workflow, from its tag');
    expect(status).not.toBe(0);
  });

  it('installs a command', async () => {
    const program = new Program(command, ['--version']);
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.stdout).toBe(`${manifest.version}\n`);
  });

  it('installs a server that holds a conversation', async () => {
    const program = new Program(command, ['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--log-format=json']);
    await program.until(() => program.stderr.split('\n').length > 2, 'that it listens');
    const alice = await Client.named('alice', program.port);
    const bob = await Client.named('bob', program.port);
    await alice.gets('SYSTEM: bob joined');
    alice.send('hello');
    for (const client of [alice, bob]) await client.gets('alice: hello');
    program.kill('SIGTERM');
    for (const client of [alice, bob]) await client.getsEnd('SYSTEM: server is shutting down');
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });

  describe('as a clone', () => {
    const server = (): string => join(scratch, 'clone', 'dist', 'server.js');

    it('runs with npx', () => {
      expect(npm(join(scratch, 'clone'), 'exec', '--yes', '--', '.', '--version')).toBe(`${manifest.version}\n`);
    });

    it('is compiled again when a source has changed, and only then', () => {
      const clone = join(scratch, 'clone');
      const { mtimeMs } = statSync(server());
      npm(clone, 'run', '--silent', 'build');
      expect(statSync(server()).mtimeMs).toBe(mtimeMs);

      const source = join(clone, 'src', 'server.ts');
      writeFileSync(source, `${readFileSync(source, 'utf8')}// changed\n`);
      npm(clone, 'run', '--silent', 'build');
      expect(readFileSync(server(), 'utf8')).toMatch(/\/\/ changed\n$/);
    });

    it('has a command that can be run after each build', () => {
      chmodSync(server(), 0o644);
      npm(join(scratch, 'clone'), 'run', '--silent', 'build');
      expect(statSync(server()).mode & 0o111).toBe(0o111);
    });
  });
});
