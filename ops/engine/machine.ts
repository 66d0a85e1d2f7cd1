import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended } from '../../testkit/run';
import { poll } from '../../testkit/eventually';
import { baseImage, docker } from './docker';

/** The name of the machine, and of its image. */
export const MACHINE = 'rxchat-unit-check';

/** The image that the chat's is made from, with Debian's systemd. */
const DOCKERFILE = `FROM ${baseImage()}
USER root
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends systemd systemd-sysv
CMD ["/lib/systemd/systemd"]
`;

/** How long systemd may take to begin, in ms, and how long after a look the next one comes. */
const LONGEST_START = 60_000;
const PAUSE = 200;

/** Runs a script on the machine. */
export const shell = (script: string): Promise<Ended> => docker('exec', MACHINE, 'sh', '-c', script);

/**
 * Starts a container with systemd as process 1, as a machine of its own.
 *
 * @returns what this engine lacks for that, if it lacks something; there is no container then
 */
export async function startMachine(): Promise<string | undefined> {
  const built = await image();
  if (built.status !== 0) return `no image with Debian's systemd could be made:\n${built.output}`;
  const rights = ['--cap-add', 'SYS_ADMIN', '--security-opt', 'seccomp=unconfined', '--env', 'container=docker'];
  const mounts = ['--volume', '/sys/fs/cgroup:/sys/fs/cgroup', '--tmpfs', '/run', '--tmpfs', '/tmp'];
  const started = await docker('run', '--detach', '--tty', '--name', MACHINE, ...rights, ...mounts, MACHINE);
  const state = async (): Promise<string> => (await shell('systemctl is-system-running')).output.trim();
  const isUp = async (): Promise<boolean> => /^(running|degraded)$/m.test(await state());
  if (started.status === 0 && (await poll(isUp, LONGEST_START, PAUSE))) return undefined;
  const why = [started.output, await state(), (await docker('logs', MACHINE)).output].join('\n').trim();
  await removeMachine();
  return `systemd does not come up as process 1 of a container:\n${why}`;
}

export const removeMachine = (): Promise<Ended> => docker('rm', '--force', MACHINE);

async function image(): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-unit-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
    return await docker('build', '--network', 'host', '--tag', MACHINE, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
