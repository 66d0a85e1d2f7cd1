import { once } from 'node:events';
import { Subject } from 'rxjs';
import { actionOf } from '../config/commandLine';
import { configText } from '../config/configText';
import { helpText } from '../config/helpText';
import { type LoadedSettings, loadSettings } from '../config/loadSettings';
import { serviceLinkWarnings } from '../config/serviceLinks';
import type { Settings } from '../config/settings';
import { SettingsError } from '../config/settingsError';
import { unknownVariables } from '../config/unknownVariables';
import { tapLog } from '../operators/tap/tapLog';
import { JournalError } from '../streams/journal/journalError';
import { visible } from '../streams/decode/visible';
import { flushed, newLogger } from '../telemetry/logger';
import { standardOutput } from '../telemetry/standardOutput';
import { diagnostics } from './diagnostics';
import { listenFailure, listenMessages, movedPortMessages, sharingMessages } from './listenMessages';
import { outerAddress } from './outerAddress';
import { type PassedSockets, passedSockets } from './passedSockets';
import type { RunningServer } from './runningServer';
import { notifyManager, ready, reloading, type ServiceState, stopping } from './serviceManager';
import type { Output, Subcommand } from './subcommand';
import { SUBCOMMANDS, subcommandOf } from './subcommands';
import { endIfTerminalIsClosed, openTerminals } from './terminal';

/** How long the last lines of the log may take to be written before the process ends without them, in ms. */
const LOG_FLUSH_TIMEOUT_MS = 1000;

/** The signals that stop the server. */
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

type Logger = ReturnType<typeof newLogger>;

const print = (text: string): unknown => process.stdout.write(`${text}\n`);
const complain = (text: string): unknown => process.stderr.write(`rxchat: ${visible(text)}\n`);

/**
 * Runs the command: reads the settings, starts the server, and stops it at a signal.
 *
 * @param args the command line, without the program
 * @param start starts a server; what it rejects with becomes a line on standard error, and the exit status 1
 * @param version what `--version` prints
 */
export async function run(
  args: readonly string[],
  start: (
    settings: Settings,
    logger: Logger,
    given: ReadonlySet<keyof Settings>,
    passed: PassedSockets,
  ) => Promise<RunningServer>,
  version: string,
): Promise<void> {
  process.title = 'rxchat';
  process.on('SIGUSR1', () => undefined); // otherwise Node.js opens its debugger, in which anyone here can run code
  process.on('SIGUSR2', () => undefined); // otherwise it ends the process
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // its reader has gone
  const called = subcommandOf(args);
  if (called && actionOf(args) === 'serve') return runSubcommand(called.subcommand, called.rest);
  const action = actionOf(args);
  if (action === 'help') return void print(helpText(SUBCOMMANDS));
  if (action === 'version') return void print(version);

  const loaded = withSettings(
    args,
    (read) => read,
    ({ message }) => complain(message),
  );
  if (!loaded) {
    process.exitCode = 2;
    return;
  }
  const { settings, given } = loaded;
  [...serviceLinkWarnings(process.env), ...unknownVariables(process.env)].forEach(complain);
  if (action === 'print-config') return void print(configText(settings));

  const auto = process.stdout.isTTY ? 'pretty' : 'json';
  const format = settings.logFormat === 'auto' ? auto : settings.logFormat;
  const logger = newLogger({ level: settings.logLevel, format, stream: standardOutput() });
  let server: RunningServer;
  let passed: PassedSockets;
  try {
    passed = passedSockets(process.env, process.pid);
    server = await start(settings, logger, given, passed);
  } catch (error) {
    complain(error instanceof SettingsError || error instanceof JournalError ? error.message : listenFailure(error));
    process.exitCode = error instanceof SettingsError ? 2 : 1;
    return;
  }
  const hasFiles = [settings.settingsFile, settings.tlsCert, settings.motd].some((file) => file !== '');
  const states$ = new Subject<ServiceState>();
  states$
    .pipe(
      notifyManager(process.env),
      tapLog(logger, (message) => [{ level: 'warn', event: 'service_manager', message }]),
    )
    .subscribe();
  const notify = (state: ServiceState): void => states$.next(state);
  stopAtSignals(server, logger, hasFiles ? [] : ['SIGHUP'], notify);
  if (hasFiles) reloadAtSignal(args, server, logger, notify);
  diagnostics(process, () => server.settings.diagnostics)
    .pipe(tapLog(logger, (entry) => [entry]))
    .subscribe();
  server.failed.catch(async () => {
    process.exitCode = 1;
    await flush(logger);
    process.exit();
  });

  report(server, settings, passed, logger, format);
  notify(ready(statusOf(server)));
}

/** What the service manager shows of a server. */
const statusOf = ({ chatAddress: { port } }: RunningServer): string => `chat is on port ${port}`;

/** Carries out a subcommand; what it cannot do becomes a line on standard error, and the exit status. */
async function runSubcommand(subcommand: Subcommand, rest: readonly string[]): Promise<void> {
  const { stdout } = process;
  const output: Output = {
    print: (text) => stdout.write(text),
    drained: async () => {
      if (stdout.writableNeedDrain) await once(stdout, 'drain');
    },
  };
  try {
    process.exitCode = await subcommand.run(rest, output);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof JournalError)) throw error;
    complain(error.message);
    process.exitCode = error instanceof SettingsError ? 2 : 1;
  }
}

/** Logs where the server listens. A JSON log is for programs, so people read it on standard error too. */
function report(
  server: RunningServer,
  settings: Settings,
  passed: PassedSockets,
  logger: Logger,
  format: 'json' | 'pretty',
): void {
  const { chatAddress, metricsAddress } = server;
  const [chatMessage, metricsMessage] = listenMessages(chatAddress, metricsAddress, settings.web === 'on');
  const outer = outerAddress(chatAddress.family === 'IPv4' ? 'IPv4' : 'IPv6');
  const wanted = {
    port: passed.chat === undefined ? settings.port : chatAddress.port,
    metricsPort: passed.metrics === undefined ? settings.metricsPort : metricsAddress.port,
  };
  const moved = movedPortMessages(wanted, server);
  const listening = [
    { message: chatMessage, port: chatAddress.port },
    ...sharingMessages(chatAddress, outer).map((message) => ({ message, port: chatAddress.port })),
    { message: metricsMessage, port: metricsAddress.port },
  ];
  for (const message of moved) logger.log({ level: 'warn', event: 'port_in_use', message });
  for (const entry of listening) logger.log({ level: 'info', event: 'listening', ...entry });
  if (format === 'pretty') return;
  const lines = [...moved, ...listening.map(({ message }) => message)];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** What is made of the settings as they are now, or nothing after a message that says what is wrong with them. */
function withSettings<T>(
  args: readonly string[],
  use: (loaded: LoadedSettings) => T,
  report: (error: SettingsError) => unknown,
): T | undefined {
  try {
    return use(loadSettings(args, process.env));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    report(error);
    return undefined;
  }
}

/**
 * Stops the server in order at SIGTERM, SIGINT or one of some further signals, and ends the process at once at a second
 * SIGTERM or SIGINT. A second SIGHUP changes nothing: a terminal that closes can send several.
 */
function stopAtSignals(
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
function reloadAtSignal(
  args: readonly string[],
  server: RunningServer,
  logger: Logger,
  notify: (state: ServiceState) => void,
): void {
  const report = ({ faults }: SettingsError): unknown =>
    logger.log({ level: 'error', event: 'reloaded', message: `nothing has changed: ${faults.join('; ')}` });
  process.on('SIGHUP', () => {
    notify(reloading());
    withSettings(args, ({ settings }) => server.reload(settings), report);
    notify(ready(statusOf(server)));
  });
}

/** Waits until the log is written, but not for a reader that does not read. */
async function flush(logger: Logger): Promise<void> {
  const timeout = setTimeout(() => process.exit(), LOG_FLUSH_TIMEOUT_MS);
  await flushed(logger);
  clearTimeout(timeout);
}
