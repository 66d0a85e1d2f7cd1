import type { Sink } from '../streams/accept/sink';
import type { Connection } from '../streams/model/connection';
import type { Write } from '../streams/model/write';

/**
 * The driver of the chat's writes: the only place where a connection is written to, ended or closed.
 *
 * What a write does to its connection comes back to the chat as a source: `demand$` when it found the connection full,
 * `chunks$` when it has closed it.
 *
 * @param failed takes an error that is a defect; it closes that connection alone
 * @returns carries out one write
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
      write.connection.end();
      break;
    case 'close':
      write.connection.close(write.ending);
      break;
    case 'pauseReading':
      write.connection.pauseReading(write.ms);
  }
}
