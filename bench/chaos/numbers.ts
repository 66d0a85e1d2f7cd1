import type { Stopped } from '../../testkit/process';
import type { Metrics } from '../../testkit/scrape';
import type { HonestFigures } from './honest/plan';
import type { Tallies } from './hostile/raid';

/** The server that was short of file descriptors, and the two who were inside of it. */
export interface Starved {
  /** How many files it could have open. */
  readonly files: number;
  /** Connections that were tried beside the two, and those of them that were asked for a name. */
  readonly tried: number;
  readonly letIn: number;
  /** Lines that the two have said while there were no descriptors, and those that both have seen. */
  readonly said: number;
  readonly seen: number;
  /** The longest that one of them took, in ms. */
  readonly longest: number;
  /** Whether somebody new was let in when there were descriptors again. */
  readonly reopened: boolean;
  readonly stop: Stopped;
}

/** The server with a journal that was killed in the middle of a raid. */
export interface Crashed {
  /** How many lines the clients had received that talked there. */
  readonly lines: number;
  /** Those that its journal does not tell of. */
  readonly missing: readonly string[];
}

/** All that a run has found out. */
export interface Numbers {
  readonly seed: number;
  readonly seconds: number;
  /** What the honest group has seen: counts since it joined, times while the hostile clients were there. */
  readonly honest: HonestFigures;
  /** What the hostile clients have done and been told, by kind. */
  readonly hostile: Tallies;
  /** When all hostile clients were gone and the honest group was alone: what it said, and what the server counted. */
  readonly alone: {
    readonly said: number;
    /** How many deliveries that makes. */
    readonly deliveries: number;
    readonly broadcasts: number;
    readonly offered: number;
  };
  /** All metrics of the server, when nothing was on its way any more. */
  readonly metrics: Metrics;
  /** What /healthz answered at the end. */
  readonly health: number;
  /** Memory of the server in bytes: at rest after a first short raid, at most, and at rest at the end. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  /** CPU time of the server while the hostile clients were there, in seconds. */
  readonly cpu: number;
  readonly stop: Stopped;
  /** How long it may take to stop, in ms. */
  readonly drainTimeout: number;
  /** How many were told that it stops. */
  readonly toldOfShutdown: number;
  readonly starved: Starved;
  readonly crashed: Crashed;
}
