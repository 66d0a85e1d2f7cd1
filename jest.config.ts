import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // src is a root beside spec, or files that no spec loads would be missing from the coverage, and watch mode would not see them.
  roots: ['<rootDir>/src', '<rootDir>/spec'],
  testMatch: ['<rootDir>/spec/**/*-spec.ts'],
  transform: {
    // `isolatedModules` in tsconfig.json makes ts-jest compile file by file without checking types: that is `npm run typecheck`.
    // 151001 asks for esModuleInterop, which `module: node20` implies.
    '^.+\\.ts$': ['ts-jest', { diagnostics: { ignoreCodes: [151001] } }],
  },
  // A folder for what several specs share, such as the built program; gone after the run.
  globalSetup: '<rootDir>/spec/helpers/scratch.ts',
  globalTeardown: '<rootDir>/spec/helpers/scratchEnd.ts',
  maxWorkers: 2,
  collectCoverageFrom: ['src/**/*.ts'],
  // Only looked at with --coverage, so a run of single files never fails on it.
  coverageThreshold: { global: { lines: 95, branches: 90 } },
  coverageReporters: ['text', 'lcov'],
};

// Not `export default`: Node 22 and later read this file as CommonJS without a compiler, and would warn about the export.
module.exports = config;
