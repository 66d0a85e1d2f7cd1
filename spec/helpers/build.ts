import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/**
 * Builds the program as `npm run build` does, but for the check of its types, in a folder of this run of Jest: what is
 * tested is never an older build, and nobody's dist/ changes under them. Built by the first spec that asks.
 *
 * @returns the folder of the built files; beside it are package.json and node_modules, as in the project
 */
export function build(): string {
  const scratch = process.env['RXCHAT_SPEC_SCRATCH'];
  if (scratch === undefined) throw new Error('no folder to build in: jest.config.ts makes it with globalSetup');
  const project = join(scratch, 'project');
  if (!existsSync(project)) buildIn(mkdtempSync(join(scratch, 'build-')), project);
  return join(project, 'dist');
}

/** Two workers may build at the same time: whoever is done first gives the folder its name. */
function buildIn(folder: string, project: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(folder, 'dist')];
  execFileSync(process.execPath, [compiler, ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'buildPage.mjs'), join(folder, 'dist', 'web')]);
  try {
    renameSync(folder, project);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(project)) throw error;
  }
}
