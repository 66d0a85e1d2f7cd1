// What npm runs when it has changed node_modules: compiles the program, so that `npx .` works in a clone after `npm ci`.
// Without the development dependencies there is no compiler, and nothing to do. What does not compile must not stop an
// installation: `npm start` and `npm run build` show what is wrong.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const hasCompiler = () => {
  try {
    return createRequire(import.meta.url).resolve('typescript') !== '';
  } catch {
    return false;
  }
};

if (hasCompiler()) spawnSync('npm run --silent build', { shell: true, stdio: 'inherit' });
