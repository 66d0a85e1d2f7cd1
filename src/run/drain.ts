import type { TcpListener } from '../streams/accept/tcpListener';

/** How many clients had their last line, and how many were cut. */
export interface Drained {
  readonly drained: number;
  readonly cut: number;
}

/**
 * Stops accepting, asks all clients to go, and waits until they are gone, but no longer than a timeout.
 *
 * @param listener the listener of the clients
 * @param ask asks the chat to end all connections
 * @param timeout how long that may take before the rest is cut, in ms
 */
export async function drain(listener: TcpListener, ask: () => void, timeout: number): Promise<Drained> {
  const clients = listener.size;
  const closed = listener.close();
  ask();
  let cut = 0;
  const timer = setTimeout(() => (cut = listener.cut()), timeout);
  await closed;
  clearTimeout(timer);
  return { drained: clients - cut, cut };
}
