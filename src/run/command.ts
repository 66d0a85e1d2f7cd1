import { actionOf } from '../config/commandLine';
import { configText } from '../config/configText';
import { helpText } from '../config/helpText';
import { loadSettings } from '../config/loadSettings';
import type { Settings } from '../config/settings';
import { SettingsError } from '../config/settingsError';
import { unknownVariables } from '../config/unknownVariables';
import { flushed, newLogger } from '../telemetry/logger';
import { standardOutput } from '../telemetry/standardOutput';
import { listenFailure, listenMessages } from './listenMessages';
import type { RunningServer } from './runningServer';

/** How long the last lines of the log may take to be written before the process ends without them, in ms. */
const LOG_FLUSH_TIMEOUT_MS = 1000;

type Logger = ReturnType<typeof newLogger>;

const print = (text: string): unknown => process.stdout.write(`${text}\n`);
const complain = (text: string): unknown => process.stderr.write(`rxchat: ${text}\n`);

/**
 * Runs the command: reads the settings, starts the server, and stops it at a signal.
 *
 * @param args the command line, without the program
 * @param start starts a server; what it rejects with becomes a line on standard error, and the exit status 1
 * @param version what `--version` prints
 */
export async function run(
  args: readonly string[],
  start: (settings: Settings, logger: Logger) => Promise<RunningServer>,
  version: string,
): Promise<void> {
  process.title = 'rxchat';
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // its reader has gone
  const action = actionOf(args);
  if (action === 'help') return void print(helpText());
  if (action === 'version') return void print(version);

  const settings = settingsOr(args, complain);
  if (!settings) {
    process.exitCode = 2;
    return;
  }
  unknownVariables(process.env).forEach(complain);
  if (action === 'print-config') return void print(configText(settings));

  const auto = process.stdout.isTTY ? 'pretty' : 'json';
  const format = settings.logFormat === 'auto' ? auto : settings.logFormat;
  const logger = newLogger({ level: settings.logLevel, format, stream: standardOutput() });
  let server: RunningServer;
  try {
    server = await start(settings, logger);
  } catch (error) {
    complain(listenFailure(error));
    process.exitCode = 1;
    return;
  }
  stopAtSignal(server, logger);
  reloadAtSignal(args, logger);
  server.failed.catch(async () => {
    process.exitCode = 1;
    await flush(logger);
    process.exit();
  });

  const { chatAddress, metricsAddress } = server;
  const [chatMessage, metricsMessage] = listenMessages(chatAddress, metricsAddress);
  logger.log({ level: 'info', event: 'listening', message: chatMessage, port: chatAddress.port });
  logger.log({ level: 'info', event: 'listening', message: metricsMessage, port: metricsAddress.port });
  if (format === 'json') process.stderr.write(`${chatMessage}\n${metricsMessage}\n`);
}

/** The settings as they are now, or nothing after a message that says what is wrong with them. */
function settingsOr(args: readonly string[], report: (message: string) => unknown): Settings | undefined {
  try {
    return loadSettings(args, process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    report(error.message);
    return undefined;
  }
}

/** Stops the server in order at SIGTERM or SIGINT, and ends the process at once at a second one. */
function stopAtSignal(server: RunningServer, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    const message = `stopping after ${signal}; a second signal stops at once`;
    logger.log({ level: 'info', event: 'shutdown', message });
    void server.stop().then(async () => {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
      await flush(logger);
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/** Reads the settings again at SIGHUP, and takes the log level from them. */
function reloadAtSignal(args: readonly string[], logger: Logger): void {
  process.on('SIGHUP', () => {
    const report = (message: string): unknown => logger.log({ level: 'error', event: 'reloaded', message });
    const { logLevel } = settingsOr(args, report) ?? {};
    if (logLevel === undefined) return;
    logger.level = logLevel;
    const message = `settings read again: the log level is ${logLevel}; a change of any other needs a restart`;
    logger.log({ level: 'info', event: 'reloaded', message });
  });
}

/** Waits until the log is written, but not for a reader that does not read. */
async function flush(logger: Logger): Promise<void> {
  const timeout = setTimeout(() => process.exit(), LOG_FLUSH_TIMEOUT_MS);
  await flushed(logger);
  clearTimeout(timeout);
}
