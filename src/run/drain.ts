import { AttendedTimeout } from '../streams/accept/attendedTimeout';
import type { TcpListener } from '../streams/accept/tcpListener';

/** The number of clients that were drained, and of connections that were closed at the timeout. */
export interface Drained {
  readonly drained: number;
  readonly closed: number;
}

/**
 * Drains the listener: stops accepting, requests the end of all connections and waits for it, at most for the timeout.
 *
 * @param listener the listener of the clients
 * @param requestShutdown makes the chat end all connections
 * @param timeout the maximum wait before the remaining connections are closed, in ms
 */
export async function drain(listener: TcpListener, requestShutdown: () => void, timeout: number): Promise<Drained> {
  const clients = listener.size;
  const drained = listener.close();
  requestShutdown();
  let closed = 0;
  const deadline = new AttendedTimeout(() => (closed = listener.closeConnections()), timeout);
  await drained;
  deadline.clear();
  return { drained: clients - closed, closed };
}
