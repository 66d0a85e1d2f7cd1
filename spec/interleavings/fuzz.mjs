// npm run fuzz -- --minutes 10: tries the properties of random bytes and of random steps for so long, with random seeds.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const SPECS = ['robustness', 'anyBytes', 'hostileInput', 'chat'].map((name) => `spec/interleavings/${name}-spec.ts`);
const PROPERTIES = 20; // in them

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`fuzz: --minutes is a number above 0, not "${values.minutes}"\n`);
  process.exit(2);
}

const { status } = spawnSync('npx', ['jest', '--runInBand', '--verbose', '--coverage=false', ...SPECS], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SECONDS: String((minutes * 60) / PROPERTIES) },
});
process.exitCode = status ?? 1;
