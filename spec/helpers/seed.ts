import fc from 'fast-check';

/**
 * With SEED in the environment, every property draws the same inputs in each run: what checks a change then judges the
 * change, and not the luck of a draw. Without it, each run draws others, and `npm run fuzz` many others.
 */
const { SEED } = process.env;
if (SEED) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(SEED) });
