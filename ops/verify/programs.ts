import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where a program is on the path, or nothing. */
export const onPath = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

/** Programs by their names, and where they are. */
type Programs<Name extends string> = Readonly<Record<Name, string>>;

const CACHE = resolve('node_modules/.cache/debian');

/** Finds `prometheus` and `promtool`. */
export const findPrometheus = (): Programs<'prometheus' | 'promtool'> => find('prometheus', ['prometheus', 'promtool']);

/** Finds Debian's `prometheus-alertmanager`, and `amtool`. */
export const findAlertmanager = (): Programs<'prometheus-alertmanager' | 'amtool'> =>
  find('prometheus-alertmanager', ['prometheus-alertmanager', 'amtool']);

/**
 * Finds the programs of a Debian package: the installed ones, or the package, unpacked into the cache of this checkout. It is
 * not installed, because Debian would start it as a service at once, on a port that another program may need.
 *
 * @param name the package
 * @param programs those of its programs that are needed
 * @returns where each of them is
 * @throws if they are not there and cannot be unpacked, with what to do about it
 */
function find<Name extends string>(name: string, programs: readonly Name[]): Programs<Name> {
  const folder = join(CACHE, name);
  const installed = programs.map((program) => [program, onPath(program)] as const);
  if (installed.every(([, path]) => path !== undefined)) return Object.fromEntries(installed) as Programs<Name>;
  if (!existsSync(folder)) {
    try {
      unpack(name, folder);
    } catch (cause) {
      throw new Error(`there is no ${name} here: install the Debian package \`${name}\`, or apt-get`, { cause });
    }
  }
  return Object.fromEntries(programs.map((program) => [program, join(folder, 'usr/bin', program)])) as Programs<Name>;
}

function unpack(name: string, folder: string): void {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const options = { cwd: unfinished, stdio: ['ignore', 'inherit', 'inherit'] as ('ignore' | 'inherit')[] };
  execFileSync('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', '-qq', name], options);
  execFileSync('sh', ['-c', 'dpkg -x ./*.deb . && rm ./*.deb'], options);
  renameSync(unfinished, folder);
}
