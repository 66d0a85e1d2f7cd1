import type { LogModel } from './logQueue';
import type { Capacities } from './scenario';

/** One way within a data centre, and how much longer it takes at random. */
const WAY_MS = 0.25;
const JITTER_MS = 0.1;

/** What three servers need to agree on a message: the p50 of R3 with little to do. */
const COMMIT_MS = 3;

/** The log of a scenario. */
export const logModelOf = ({ logMessages, logBytes }: Capacities): LogModel => ({
  messages: logMessages,
  bytes: logBytes,
  commitMs: COMMIT_MS,
  wayMs: WAY_MS,
  jitterMs: JITTER_MS,
});
