import type { Outcome } from '../model/outcome';
import type { Registry } from './registry';

/** What reducing an event gives: a registry, the same one if nothing changed, and an outcome. */
export type Reduced = readonly [Registry, Outcome];
