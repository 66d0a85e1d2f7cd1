import type { Sink } from '../streams/accept/sink';
import type { Connection } from '../streams/model/connection';
import type { Write } from '../streams/model/write';

/**
 * The driver of the writes: the only place that writes to a connection, ends it or closes it.
 *
 * The effect of a write returns to the chat through the sources of its connection: `demand$` when the connection is
 * full, `chunks$` when it is closed.
 *
 * @param failed receives the error of a defect; only that connection is closed
 * @returns a function that performs one write
 */
export function performWrites<C extends Connection & Sink>(
  failed: (error: unknown, client: number) => void,
): (write: Write<C>) => void {
  return (write) => {
    try {
      perform(write);
    } catch (error) {
      failed(error, write.connection.id);
      write.connection.close('internal_error');
    }
  };
}

function perform(write: Write<Connection & Sink>): void {
  switch (write.type) {
    case 'bytes':
      write.connection.write(write.bytes);
      break;
    case 'end':
      write.connection.end(write.reason);
      break;
    case 'close':
      write.connection.close(write.ending);
      break;
    case 'useCrLf':
      write.connection.useCrLf?.();
      break;
    case 'pauseReading':
      write.connection.pauseReading(write.ms);
      break;
    case 'holdReading':
      write.connection.holdReading(write.isHeld);
  }
}
