import type { Logger } from 'winston';
import { loadSettings } from '../config/loadSettings';
import { SettingsError } from '../config/settingsError';
import { flushed } from '../telemetry/logger';
import type { RunningServer } from './runningServer';
import { ready, reloading, type ServiceState, stopping } from './serviceManager';
import { endIfTerminalIsClosed, openTerminals } from './terminal';

/** How long the last lines of the log may take to be written before the process ends without them, in ms. */
const LOG_FLUSH_TIMEOUT_MS = 1000;

/** The signals that stop the server. */
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/**
 * Stops the server in order at SIGTERM, SIGINT or one of some further signals, and ends the process at once at a second
 * SIGTERM or SIGINT. A second SIGHUP changes nothing: a terminal that closes can send several.
 */
export function stopAtSignals(
  server: RunningServer,
  logger: Logger,
  further: readonly NodeJS.Signals[],
  notify: (state: ServiceState) => void,
): void {
  const signals = [...STOP_SIGNALS, ...further];
  const terminals = openTerminals();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping && STOP_SIGNALS.includes(signal)) process.exit(1);
    if (isStopping) return;
    isStopping = true;
    notify(stopping);
    const message = `stopping after ${signal}; a second signal stops at once`;
    logger.log({ level: 'info', event: 'shutdown', message });
    void server.stop().then(async () => {
      for (const each of STOP_SIGNALS) process.off(each, onSignal);
      await flush(logger);
      endIfTerminalIsClosed(terminals);
    });
  };
  for (const each of signals) process.on(each, onSignal);
}

/** Reads the settings again at SIGHUP. If there is something wrong with them, nothing changes. */
export function reloadAtSignal(
  args: readonly string[],
  server: RunningServer,
  logger: Logger,
  notify: (state: ServiceState) => void,
): void {
  process.on('SIGHUP', () => {
    notify(reloading());
    try {
      server.reload(loadSettings(args, process.env).settings);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const message = `nothing has changed: ${error.faults.join('; ')}`;
      logger.log({ level: 'error', event: 'reloaded', message });
    }
    notify(ready(server.chatAddress));
  });
}

/** Waits until the log is written, but not for a reader that does not read. */
export async function flush(logger: Logger): Promise<void> {
  const timeout = setTimeout(() => process.exit(), LOG_FLUSH_TIMEOUT_MS);
  await flushed(logger);
  clearTimeout(timeout);
}
