import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { flushed, newLogger } from '../telemetry/logger';
import { standardOutput } from '../telemetry/standardOutput';
import { listenMessages, listenFailure } from './listenMessages';
import type { RunningServer } from './runningServer';
import { configText, helpText, readSettings, type Settings, SettingsError } from '../config/settings';

/** How long the last lines of the log may take to be written before the process ends without them, in ms. */
const LAST_LINES = 1000;

/**
 * Runs the command: reads the settings, starts the server, and stops it at a signal.
 *
 * @param args the command line, without the program
 * @param start starts a server; what it rejects with becomes a line on standard error, and the exit status 1
 * @param version what `--version` prints
 */
export async function run(
  args: readonly string[],
  start: (settings: Settings, logger: ReturnType<typeof newLogger>) => Promise<RunningServer>,
  version: string,
): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // its reader has gone
  const say = (text: string): boolean => process.stdout.write(`${text}\n`);
  const giveUp = (text: string, status: number): void => {
    process.stderr.write(`rxchat: ${text}\n`);
    process.exitCode = status;
  };
  if (args.includes('--help')) return void say(helpText());
  if (args.includes('--version')) return void say(version);

  const flags = args.filter((arg) => arg !== '--print-config');
  const settings = settingsOr(flags, (message) => giveUp(message, 2));
  if (!settings) return;
  if (args.includes('--print-config')) return void say(configText(settings));

  const auto = process.stdout.isTTY ? 'pretty' : 'json';
  const form = settings.logFormat === 'auto' ? auto : settings.logFormat;
  const logger = newLogger({ level: settings.logLevel, format: form, stream: standardOutput() });
  const ended = async (): Promise<void> => {
    const late = setTimeout(() => process.exit(), LAST_LINES);
    await flushed(logger);
    clearTimeout(late);
  };
  let server: RunningServer;
  try {
    server = await start(settings, logger);
  } catch (error) {
    giveUp(listenFailure(error), 1);
    return;
  }

  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.log({
      level: 'info',
      event: 'shutdown',
      message: `stopping after ${signal}; a second signal stops at once`,
    });
    void server.stop().then(async () => {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
      await ended();
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  process.on('SIGHUP', () => {
    const complain = (message: string): unknown => logger.log({ level: 'error', event: 'reloaded', message });
    const { logLevel } = settingsOr(flags, complain) ?? {};
    if (logLevel === undefined) return;
    logger.level = logLevel;
    const message = `settings read again: the log level is ${logLevel}; a change of any other needs a restart`;
    logger.log({ level: 'info', event: 'reloaded', message });
  });
  const { chatAddress, metricsAddress } = server;
  const [chatGreeting, metricsGreeting] = listenMessages(chatAddress, metricsAddress);
  logger.log({ level: 'info', event: 'listening', message: chatGreeting, port: chatAddress.port });
  logger.log({ level: 'info', event: 'listening', message: metricsGreeting, port: metricsAddress.port });
  if (form === 'json') process.stderr.write(`${chatGreeting}\n${metricsGreeting}\n`);
  server.failed.catch(async () => {
    process.exitCode = 1;
    await ended();
    process.exit();
  });
}

/** The settings as they are now, or nothing after a complaint that says what is wrong with them. */
function settingsOr(flags: readonly string[], complain: (message: string) => unknown): Settings | undefined {
  try {
    const { settingsFile } = readSettings(flags, process.env);
    return readSettings(flags, process.env, settingsFile === '' ? {} : parseEnv(readFileSync(settingsFile, 'utf8')));
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof Error && 'syscall' in error)) throw error;
    complain(error instanceof SettingsError ? error.message : `the settings file cannot be read: ${error.message}`);
    return undefined;
  }
}
