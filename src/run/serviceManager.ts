import { execFile } from 'node:child_process';
import { concatMap, EMPTY, Observable, type OperatorFunction } from 'rxjs';

/** How long a notification may take before it is given up, in ms: longer than the manager is waited for. */
const NOTIFY_MS = 10_000;

/** What the service manager can be notified of: assignments, as sd_notify(3) has them. */
export type ServiceState = readonly string[];

/** The server is ready, or has taken its settings again. */
export const ready = ({ port }: { readonly port: number }): ServiceState => [
  'READY=1',
  `STATUS=chat is on port ${port}`,
];

/** The server reads its settings again; `ready` has to follow. The time is that of the signal, which the manager compares. */
export const reloading = (): ServiceState => [
  'RELOADING=1',
  `MONOTONIC_USEC=${String(process.hrtime.bigint() / 1000n)}`,
];

/** The server stops. */
export const stopping: ServiceState = ['STOPPING=1', 'STATUS=notifies its clients and waits for them'];

/**
 * Notifies the service manager of each state, one after the other, if there is one that wants to know.
 *
 * ```
 * states$   --a---b--------     a: ready, b: stopping
 *           notifyManager(env)
 * result    ---------------     what could not be sent, as a sentence
 * ```
 *
 * Node.js has no datagrams on Unix sockets, so `systemd-notify` sends them: it is there where systemd is, and waits until the
 * manager has taken what it was sent. The unit has to allow it by `NotifyAccess=all`.
 *
 * @param env the environment of this process; without NOTIFY_SOCKET nothing is done
 * @returns an operator from states to failures; it never errors
 * @see docs/decisions/0042-sockets-and-states-of-the-service-manager.md
 */
export function notifyManager(env: NodeJS.ProcessEnv): OperatorFunction<ServiceState, string> {
  if (!env['NOTIFY_SOCKET']) return () => EMPTY;
  return concatMap(
    (state) =>
      new Observable<string>((subscriber) => {
        execFile('systemd-notify', state, { env, timeout: NOTIFY_MS }, (error, _, output) => {
          if (error) subscriber.next(`the service manager could not be notified: ${output.trim() || error.message}`);
          subscriber.complete();
        });
      }),
  );
}
