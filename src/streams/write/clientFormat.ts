import type { Dialect } from '../dialects/dialect';
import type { ReportEvent } from '../model/chatEvent';
import type { EndReason } from '../model/message';

/** How a client is written to. */
export interface ClientFormat {
  /** Changed by the delivery `useDialect`. */
  dialect: Dialect;
  /** Why its connection ends, once it was sent that. */
  endReason?: EndReason;
  /** How many lines wait for it; none if nothing ever waits. */
  readonly waiting?: number;
  /** Takes what becomes of a whisper to it. */
  report?(event: ReportEvent): void;
}
