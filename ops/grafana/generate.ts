/**
 * Writes the dashboard that Grafana reads; with `--check` compares it, and fails where the committed one is another.
 *
 *   npm run dashboards
 *   npm run dashboards -- --check
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chatDashboard } from './dashboard';

/** Relative to the root of the repository, which is where npm runs its scripts. */
const FILE = 'ops/grafana/dashboards/rxchat.json';

const made = `${JSON.stringify(chatDashboard(), undefined, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, made);
  console.log(`${FILE}: written`);
} else if (existsSync(FILE) && readFileSync(FILE, 'utf8') === made) {
  console.log(`${FILE} is what ops/grafana/panels.ts says`);
} else {
  console.error(`${FILE} is not what ops/grafana/panels.ts says; run \`npm run dashboards\` and commit the file`);
  process.exitCode = 1;
}
