import type { Config } from 'jest';

type Lane = Exclude<NonNullable<Config['projects']>[number], string>;

/** The specs that need something beside Node.js, by the lane that has them: a folder each. */
const OTHER_LANES = ['programs', 'load', 'browser', 'cluster'];

/**
 * A lane of the specs, which `--selectProjects` runs by its name: `specs` needs nothing but Node.js, `programs` the real
 * nc, telnet and script, `load` a quiet machine, `browser` Chromium, and `cluster` nats-server.
 */
const lane = (displayName: string, folder: string, without: readonly string[] = []): Lane => ({
  displayName,
  testEnvironment: 'node',
  // src is a root beside spec, or files that no spec loads would be missing from the coverage, and watch mode would not see them.
  roots: ['<rootDir>/src', '<rootDir>/spec'],
  testMatch: [`<rootDir>/${folder}/**/*-spec.ts`],
  testPathIgnorePatterns: without.map((name) => `<rootDir>/${folder}/${name}/`),
  transform: {
    // `isolatedModules` in tsconfig.json makes ts-jest compile file by file without checking types: that is `npm run typecheck`.
    // 151001 asks for esModuleInterop, which `module: node20` implies.
    '^.+\\.ts$': ['ts-jest', { diagnostics: { ignoreCodes: [151001] } }],
  },
  setupFiles: ['<rootDir>/spec/helpers/seed.ts'],
  // A folder for what several specs share, such as the built program; gone after the run.
  globalSetup: '<rootDir>/spec/helpers/scratch.ts',
  globalTeardown: '<rootDir>/spec/helpers/scratchEnd.ts',
});

/**
 * What specs start as a process or a thread of its own, where coverage is not counted: the command line, its subcommands, the
 * worker for snapshots, and what speaks to the service manager and to NATS.
 */
const IN_PROCESSES_OF_THEIR_OWN = [
  'server.ts',
  'run/{command,signals,terminal,subcommand,subcommands,checkConfig,replay,verifyJournal,connect}.ts',
  'run/{snapshotWorker,serviceManager,natsJournal,natsConnection,natsRights,natsLog,natsSnapshots,logSnapshots,logSnapshotWorker}.ts',
  'recovery/{verify,ofName}.ts',
  'telemetry/standardOutput.ts',
];

const config: Config = {
  projects: [lane('specs', 'spec', OTHER_LANES), ...OTHER_LANES.map((name) => lane(name, `spec/${name}`))],
  // Far above the longest wait for a single thing, so that what fails is the wait, which says what did not happen.
  testTimeout: 120_000 * (Number(process.env['PATIENCE']) || 1),
  maxWorkers: 2,
  collectCoverageFrom: ['src/**/*.ts', ...IN_PROCESSES_OF_THEIR_OWN.map((file) => `!src/${file}`)],
  // Only looked at with --coverage, so a run of single files never fails on it.
  coverageThreshold: { global: { lines: 97, branches: 92 } },
  coverageReporters: ['text', 'lcov'],
};

// Not `export default`: Node 22 and later read this file as CommonJS without a compiler, and would warn about the export.
module.exports = config;
