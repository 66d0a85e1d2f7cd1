import { poll } from '../../testkit/eventually';
import { type Ended, run } from '../../testkit/run';
import { textOf } from '../verify/files';
import { onPath } from '../verify/programs';

/** A build downloads packages; everything else is a matter of seconds. In ms. */
const LONGEST_STEP = 600_000;

/** How long after a look the next one comes, in ms. */
const PAUSE = 500;

export const docker = (...args: string[]): Promise<Ended> => run('docker', args, { limit: LONGEST_STEP });

/** Runs a program of the engine's; fails with what it prints where it fails, and otherwise returns that. */
export async function succeeds(ended: Promise<Ended>): Promise<string> {
  const { status, output } = await ended;
  if (status !== 0) throw new Error(`status ${String(status)}:\n${output}`);
  return output.trim();
}

/** Whether there is an engine that answers. */
export async function isRunning(): Promise<boolean> {
  return onPath('docker') !== undefined && (await docker('info')).status === 0;
}

/** The image that the chat's is made from. */
export const baseImage = (): string => /^FROM (\S+)/m.exec(textOf('Dockerfile'))?.[1] ?? '';

/**
 * How many files a container may open here. An engine without the right to raise its own hard limit starts none that is to have more.
 *
 * @param wanted how many it is to be
 * @returns that, or as many as the engine can give
 */
export async function openFilesUpTo(wanted: number): Promise<number> {
  const shell = (script: string, ...options: string[]): Promise<Ended> =>
    docker('run', '--rm', ...options, '--entrypoint', 'sh', baseImage(), '-c', script);
  if ((await shell('true', '--ulimit', `nofile=${String(wanted)}`)).status === 0) return wanted;
  return Number(await succeeds(shell('ulimit -Hn')));
}

/** Compose, as part of docker or, where it is older than that, as a program of its own. */
export async function composeCommand(): Promise<(...args: string[]) => Promise<Ended>> {
  const builtIn = (await docker('compose', 'version')).status === 0;
  if (!builtIn && onPath('docker-compose') === undefined) throw new Error('there is an engine here, but no Compose');
  const [program, ...first] = builtIn ? (['docker', 'compose'] as const) : (['docker-compose'] as const);
  return (...args) => run(program, [...first, ...args], { limit: LONGEST_STEP });
}

/** A field of a container, by a template of `docker inspect`. */
export const inspect = (container: string, template: string): Promise<string> =>
  succeeds(docker('inspect', '--format', template, container));

/** Runs a piece of JavaScript in a container, as the user that the container has. */
export const evaluate = (container: string, script: string): Promise<Ended> =>
  docker('exec', container, 'node', '-e', script);

/** Waits until a container is healthy. */
export async function becomesHealthy(container: string, timeout: number): Promise<void> {
  const isHealthy = async (): Promise<boolean> => (await inspect(container, '{{.State.Health.Status}}')) === 'healthy';
  if (await poll(isHealthy, timeout, PAUSE)) return;
  const { output } = await docker('logs', container);
  throw new Error(`not healthy: ${await inspect(container, '{{json .State}}')}\n${output}`);
}
