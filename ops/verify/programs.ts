import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where a program is on the path, or nothing. */
export const onPath = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

/** The two programs of Debian's package `prometheus`. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

const CACHE = resolve('node_modules/.cache/prometheus');

/**
 * Finds Prometheus: the installed one, or Debian's package, unpacked into the cache of this checkout. It is not installed,
 * because Debian would start it as a service at once, on the port that the chat server has for its metrics.
 *
 * @returns the paths of its programs
 * @throws where there is none and none to be had, with what to do about it
 */
export function findPrometheus(): PrometheusPrograms {
  const [prometheus, promtool] = ['prometheus', 'promtool'].map(onPath);
  if (prometheus !== undefined && promtool !== undefined) return { prometheus, promtool };
  const unpacked = (program: string): string => join(CACHE, 'usr/bin', program);
  if (!existsSync(unpacked('promtool'))) {
    try {
      unpack();
    } catch (cause) {
      throw new Error('there is no prometheus here: install the Debian package `prometheus`, or apt-get', { cause });
    }
  }
  return { prometheus: unpacked('prometheus'), promtool: unpacked('promtool') };
}

function unpack(): void {
  const unfinished = `${CACHE}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const options = { cwd: unfinished, stdio: ['ignore', 'inherit', 'inherit'] as ('ignore' | 'inherit')[] };
  execFileSync('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', '-qq', 'prometheus'], options);
  execFileSync('sh', ['-c', 'dpkg -x prometheus_*.deb . && rm prometheus_*.deb'], options);
  rmSync(CACHE, { recursive: true, force: true });
  renameSync(unfinished, CACHE);
}
