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
import { newLogger } from '../telemetry/logger';
import { standardOutput } from '../telemetry/standardOutput';
import { diagnostics } from './diagnostics';
import { listenFailure, listenMessages, movedPortMessages, sharingMessages } from './listenMessages';
import { outerAddress } from './outerAddress';
import { type PassedSockets, passedSockets } from './passedSockets';
import type { RunningServer } from './runningServer';
import { notifyManager, ready, type ServiceState } from './serviceManager';
import { flush, reloadAtSignal, stopAtSignals } from './signals';
import type { Output, Subcommand } from './subcommand';
import { SUBCOMMANDS, subcommandOf } from './subcommands';

type Logger = ReturnType<typeof newLogger>;

const print = (text: string): unknown => process.stdout.write(`${text}\n`);
const complain = (text: string): unknown => process.stderr.write(`rxchat: ${visible(text)}\n`);

/**
 * Runs the command: reads the settings, starts the server, and lets signals stop and reload it.
 *
 * @param args the command line, without the program
 * @param start starts a server; what it rejects with becomes a line on standard error, and the exit status: 2 if a setting is
 *   wrong, or else 1
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

  let loaded: LoadedSettings;
  try {
    loaded = loadSettings(args, process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    complain(error.message);
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
  notify(ready(server.chatAddress));
}

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
