/**
 * Checks on a real engine what the names of checks stand for:
 *
 *   npm run ops:engine    stack: the image and docker-compose.yml; cluster: its profile of that name
 *   npm run ops:unit      unit: the systemd unit, in a container with systemd as process 1
 *
 * Where there is no engine, the helper that LOCAL_ENGINE names may bring one: `helper up`, `helper images REF...` (makes or
 * fetches base images where none can be pulled) and `helper down`. Exits 0 where all is well, 1 where something is not,
 * and 77 where nothing was checked because something that it takes is not here.
 */
import { spawnSync } from 'node:child_process';
import { textOf } from '../verify/files';
import { docker, isRunning } from './docker';
import { startMachine } from './machine';
import { withTemplates } from './withTemplates';

const NOTHING_CHECKED = 77;

interface Check {
  /** The images that it begins with. */
  readonly images: readonly string[];
  /** Makes ready what the check needs, if that may be impossible here; says then what is missing. */
  readonly prepare?: () => Promise<string | undefined>;
}

const named = (file: string, reference: RegExp): readonly string[] =>
  Array.from(new Set(Array.from(textOf(file).matchAll(reference), ([, image = '']) => image)));
const FROM = /^FROM (\S+:\S+)/gm;
const bases = named('Dockerfile', FROM);

/** The services of the stack are those that have a stand-in where none can be pulled. */
const CHECKS: Readonly<Record<string, Check>> = {
  stack: { images: [...bases, ...named('docker-compose.yml', /image: (prom\/\S+)/g)] },
  cluster: {
    images: [
      ...bases,
      ...named('ops/nats/Dockerfile', FROM),
      ...named('docker-compose.yml', /image: (prom\/prometheus:\S+|haproxy:\S+)/g),
    ],
  },
  unit: { images: bases, prepare: startMachine },
};

const helper = process.env['LOCAL_ENGINE'];

/** Runs the helper, if there is one; what it says is said here. */
function help(...args: string[]): { readonly helped: boolean } {
  if (helper === undefined) return { helped: false };
  return { helped: spawnSync(helper, args, { stdio: 'inherit' }).status === 0 };
}

/** Has the helper make the images that are not there. */
async function provide(images: readonly string[]): Promise<void> {
  const present = await Promise.all(images.map((image) => docker('image', 'inspect', image)));
  const missing = images.filter((_, index) => present[index]?.status !== 0);
  if (missing.length > 0 && !help('images', ...missing).helped) throw new Error(`no ${missing.join(', ')}`);
  for (const image of images.filter((name) => name.startsWith('prom/alertmanager:'))) await withTemplates(image);
  process.env['LOCAL_ENGINE_IN_USE'] = 'yes';
}

function unknown(name: string): never {
  throw new Error(`no check "${name}": there are ${Object.keys(CHECKS).join(', ')}`);
}

function notRun(name: string, why: string): number {
  console.log(`${name}: NOT RUN, nothing was checked: ${why}`);
  return NOTHING_CHECKED;
}

async function main(names: readonly string[]): Promise<number> {
  const checks = names.map((name) => CHECKS[name] ?? unknown(name));
  const wasRunning = await isRunning();
  // One that was just stopped may not have let go of its files yet: then it is tried again.
  if (!wasRunning && !help('up').helped) help('up');
  if (!(await isRunning())) {
    const why = helper === undefined ? '`docker info` fails' : `\`docker info\` fails, after ${helper} up, too`;
    return notRun(names.join(', '), `there is no Docker engine here (${why})`);
  }
  try {
    if (helper !== undefined) await provide(Array.from(new Set(checks.flatMap(({ images }) => images))));
    for (const [index, name] of names.entries()) {
      const missing = await checks[index]?.prepare?.();
      if (missing !== undefined) return notRun(name, missing);
    }
    const files = names.map((name) => `build/ops/engine/${name}.check.js`);
    const args = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0 ? 0 : 1;
  } finally {
    if (!wasRunning) help('down');
  }
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
