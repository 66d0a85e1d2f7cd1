/** Holds what ESLint cannot see, because it looks at one file at a time: see docs/decisions/0020. */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both need into a file that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Imports as they are written: those of types alone are gone in the compiled files, and make circles like the others.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
