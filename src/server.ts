#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { interval, tap } from 'rxjs';
import type { Logger } from 'winston';
import { lateness } from './operators/lateness';
import { answered, type Page, type Pages, textPage } from './operators/tap/answered';
import { shortageEntry } from './operators/tap/chatLog';
import { chatTaps } from './operators/tap/chatTaps';
import { counted } from './operators/tap/counted';
import { logged } from './operators/tap/logged';
import { flushed, linesLeftOut, newLogger } from './operators/tap/logger';
import { Meters } from './operators/tap/meters';
import { metricsOf } from './operators/tap/metrics';
import { paced } from './operators/tap/paced';
import { standardOutput } from './operators/tap/standardOutput';
import { HttpListener } from './streams/accept/httpListener';
import { openFilesLimit, sharesOf } from './streams/accept/openFiles';
import { greetings, reasonOf } from './streams/accept/places';
import { TcpListener } from './streams/accept/tcpListener';
import { chat } from './streams/chat';
import type { ChatEvent } from './streams/decode/chatEvent';
import { localJournal } from './streams/journal/localJournal';
import { configText, helpText, readSettings, type Settings, SettingsError } from './streams/settings';
import { endOfTurn$ } from './streams/write/endOfTurn';
import { Outboxes } from './streams/write/outboxes';

/** The longest that a line waits for others to be written with it, in ms; and one that only tells who comes and goes. */
const LONGEST_TURN = 10;
const LONGEST_CALM_TURN = 100;
/** How many lines are enough for a turn: as many as the caches of a processor hold while they go out to thousands. */
const ENOUGH = 1024;
/** How long no further page of metrics is made after one, in ms: who asks all the time has a small share of the processor. */
const METRICS_PAUSE = 100;

/** How long the last lines of the log may take to be written before the process ends without them, in ms. */
const LAST_LINES = 1000;

/** The shortest and the longest time between two looks at the deadlines, in ms. */
const TICK = { least: 25, most: 1000 };

/** How often it is looked how late the event loop is, in ms. */
const LAG_PERIOD = 100;

export const VERSION = (JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string })
  .version;

/** A server that listens. */
export interface RunningServer {
  readonly chatAddress: AddressInfo;
  readonly metricsAddress: AddressInfo;
  /** Tells everybody, waits for all to get their lines but no longer than the drain timeout, and lets go of everything. */
  stop(): Promise<void>;
  /** Rejected with the error of a defect that has ended the chat; otherwise never settled. */
  readonly failed: Promise<never>;
}

/**
 * Starts a server. Many can run in one process; each lets go of all it has when it is stopped.
 *
 * @param settings where it listens and what its limits are
 * @param logger where its log goes
 * @returns the running server
 * @throws the system's error where it cannot listen, such as EADDRINUSE; nothing is left behind then
 */
export async function start(settings: Settings, logger: Logger): Promise<RunningServer> {
  const now = (): number => performance.now();
  const openFiles = openFilesLimit();
  const shares = sharesOf(openFiles, settings.connections);
  const { connections } = shares;
  const chatListener = new TcpListener(shares.sockets);
  const journal = localJournal<ChatEvent>(() => Math.round(performance.timeOrigin + performance.now()));
  const outboxes = new Outboxes(settings.outboundTotalBytes);
  const meters = new Meters();
  const metrics = metricsOf(meters, outboxes, VERSION, connections, {
    linesLeftOut: () => linesLeftOut(logger),
    turnedAway: () => chatListener.turnedAway,
  });
  const metricsListener = new HttpListener(shares.metrics);
  let state: 'starting' | 'ready' | 'stopping' | 'failed' = 'starting';
  let fail: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined); // whoever does not wait for it has the log

  const limits = {
    ...settings,
    connections,
    lines: settings.outboundLines,
    bytes: settings.outboundBytes,
  };
  const deadlines = [settings.registrationTimeout, settings.idleTimeout, settings.slowClientTimeout].filter(
    (deadline) => deadline > 0,
  );
  const running = chat({
    connections$: chatListener.connections$,
    ticks$: interval(Math.max(TICK.least, Math.min(TICK.most, ...deadlines.map((deadline) => deadline / 4)))),
    lags$: interval(LAG_PERIOD).pipe(lateness(LAG_PERIOD, now), counted(meters.countLag)),
    journal,
    limits,
    turns: { turn$: endOfTurn$, now, longest: LONGEST_TURN, longestCalm: LONGEST_CALM_TURN, enough: ENOUGH },
    outboxes,
    taps: chatTaps(meters, logger, now),
  }).subscribe({
    error: (error: unknown) => {
      state = 'failed';
      logger.log({ level: 'error', event: 'failed', message: 'a defect of the server ended the chat', error });
      fail(error);
    },
  });

  running.add(journal.behind$.pipe(tap((behind) => chatListener.holdReading(behind))).subscribe());
  running.add(chatListener.shortages$.pipe(logged(logger, (shortage) => [shortageEntry(shortage)])).subscribe());
  if (connections < settings.connections) {
    const message = `no more than ${openFiles} files may be open, so ${connections} connections are let in and not ${settings.connections}; raise that limit (ulimit -n, LimitNOFILE)`;
    logger.log({ level: 'warn', event: 'open_files', message, open_files: openFiles, connections });
  }

  const metricsPage = async (): Promise<Page> => {
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  };
  const pages: Pages = {
    '/metrics': paced(metricsPage, METRICS_PAUSE),
    '/healthz': () => (state === 'failed' ? textPage(503, 'failed') : textPage(200, 'ok')),
    '/readyz': () => textPage(state === 'ready' ? 200 : 503, state),
  };
  running.add(
    metricsListener.exchanges$
      .pipe(
        answered(pages, (error) => logger.log({ level: 'error', event: 'failed', message: 'a page failed', error })),
      )
      .subscribe(),
  );

  const close = async (): Promise<void> => {
    running.unsubscribe();
    await Promise.all([chatListener.close(), metricsListener.close()]);
  };
  const stop = async (): Promise<void> => {
    state = 'stopping';
    const clients = chatListener.size;
    const drained = chatListener.close();
    journal.append({ type: 'shutdownRequested' });
    let cut = 0;
    const timeout = setTimeout(() => (cut = chatListener.cut()), settings.drainTimeout);
    await drained;
    clearTimeout(timeout);
    await close();
    const message = `stopped; clients drained: ${clients - cut}, cut: ${cut}`;
    logger.log({ level: 'info', event: 'shutdown', message, drained: clients - cut, cut });
  };

  try {
    const chatAddress = await chatListener.listen(settings.host, settings.port);
    const metricsAddress = await metricsListener.listen(settings.metricsHost, settings.metricsPort);
    state = 'ready';
    let stopped: Promise<void> | undefined;
    return { chatAddress, metricsAddress, failed, stop: () => (stopped ??= stop()) };
  } catch (error) {
    chatListener.cut(); // of the one port that could be listened on
    await close();
    throw error;
  }
}

/** Runs the command: reads the settings, starts, and stops at a signal. */
async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // its reader has gone
  const args = process.argv.slice(2);
  const say = (text: string): boolean => process.stdout.write(`${text}\n`);
  const giveUp = (text: string, status: number): void => {
    process.stderr.write(`rxchat: ${text}\n`);
    process.exitCode = status;
  };
  if (args.includes('--help')) return void say(helpText());
  if (args.includes('--version')) return void say(VERSION);

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
    giveUp(reasonOf(error), 1);
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
  const [chatGreeting, metricsGreeting] = greetings(chatAddress, metricsAddress);
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

if (require.main === module) void main();
