/**
 * Builds the image and runs the stack on a real engine, and checks what it does.
 *
 *   npm run ops:engine
 *   LOCAL_ENGINE=/path/to/helper npm run ops:engine
 *
 * Where there is no engine, the helper that LOCAL_ENGINE names may bring one: `helper up`, `helper images REF...` (makes or
 * fetches base images where none can be pulled) and `helper down`. Exits 0 where all is well, 1 where something is not,
 * and 77 where nothing was checked because there is no engine.
 */
import { spawnSync } from 'node:child_process';
import { filesIn, textOf } from '../verify/files';
import { docker, isRunning } from './docker';
import { withTemplates } from './withTemplates';

const NOTHING_CHECKED = 77;

/** The images that the Dockerfile and the services that have a stand-in are made from. */
function baseImages(): readonly string[] {
  const bases = Array.from(textOf('Dockerfile').matchAll(/^FROM (\S+:\S+)/gm), ([, image = '']) => image);
  const services = Array.from(textOf('docker-compose.yml').matchAll(/image: (prom\/\S+)/g), ([, image = '']) => image);
  return Array.from(new Set([...bases, ...services]));
}

const helper = process.env['LOCAL_ENGINE'];

/** Runs the helper, if there is one; what it says is said here. */
function help(...args: string[]): { readonly helped: boolean } {
  if (helper === undefined) return { helped: false };
  return { helped: spawnSync(helper, args, { stdio: 'inherit' }).status === 0 };
}

async function main(): Promise<number> {
  const wasRunning = await isRunning();
  if (!wasRunning) help('up');
  if (!(await isRunning())) {
    const why = helper === undefined ? '`docker info` fails' : `\`docker info\` fails, after ${helper} up, too`;
    console.log(`ops:engine: NOT RUN, nothing was checked: there is no Docker engine here (${why})`);
    return NOTHING_CHECKED;
  }
  try {
    if (helper !== undefined) {
      const present = await Promise.all(baseImages().map((image) => docker('image', 'inspect', image)));
      const missing = baseImages().filter((_, index) => present[index]?.status !== 0);
      if (missing.length > 0 && !help('images', ...missing).helped) throw new Error(`no ${missing.join(', ')}`);
      for (const image of baseImages().filter((name) => name.startsWith('prom/alertmanager:')))
        await withTemplates(image);
      process.env['LOCAL_ENGINE_IN_USE'] = 'yes';
    }
    const checks = filesIn('build/ops/engine').filter((path) => path.endsWith('.check.js'));
    const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...checks], { stdio: 'inherit' });
    return status === 0 ? 0 : 1;
  } finally {
    if (!wasRunning) help('down');
  }
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
