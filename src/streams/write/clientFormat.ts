import type { Dialect } from '../dialects/dialect';
import type { EndReason } from '../model/message';

/** How a client is written to. */
export interface ClientFormat {
  /** Changed by the delivery `useDialect`. */
  dialect: Dialect;
  /** Why its connection ends, once it was sent that. */
  endReason?: EndReason;
}
