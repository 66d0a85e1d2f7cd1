import { catchError, firstValueFrom, merge, of, timer } from 'rxjs';
import type { Logger } from 'winston';
import type { TcpListener } from '../streams/accept/tcpListener';
import type { Lifecycle } from './lifecycle';

/**
 * Serves on for a while before a server stops, newcomers too: a balancer sees meanwhile that it is not ready, and sends them to
 * others. Resolves when the time is over, or earlier if nobody is left or the chat fails.
 *
 * @param listener the listener of the clients
 * @param lifecycle the state of the server, `restarting` from now on
 * @param logger the logger
 * @param time how long it serves on, in ms
 */
export async function lameDuck(
  listener: Pick<TcpListener, 'size' | 'emptied$'>,
  lifecycle: Lifecycle,
  logger: Logger,
  time: number,
): Promise<void> {
  lifecycle.enter('restarting');
  if (listener.size === 0) return;
  const message = `clients are served for up to ${String(time / 1000)} s more, while /readyz says to send none here`;
  logger.log({ level: 'info', event: 'shutdown', message });
  const over$ = merge(timer(time), listener.emptied$, lifecycle.failed).pipe(catchError(() => of(undefined)));
  await firstValueFrom(over$, { defaultValue: undefined });
}
