import type { Dialect } from '../dialects/dialect';

/** How a client is written to. */
export interface ClientFormat {
  /** Changed by the delivery `useDialect`. */
  dialect: Dialect;
}
