#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { interval, tap } from 'rxjs';
import type { Logger } from 'winston';
import { run } from './run/command';
import { measureTimerLag } from './operators/measureTimerLag';
import { respond, type Page, type Pages, textPage } from './run/respond';
import { shortageEntry } from './telemetry/chatLog';
import { chatTaps } from './telemetry/chatTaps';
import { tapCount } from './operators/tap/tapCount';
import { tapLog } from './operators/tap/tapLog';
import { droppedLinesOf } from './telemetry/logger';
import { Meters } from './telemetry/meters';
import { metricsOf } from './telemetry/metrics';
import { coalesce } from './telemetry/coalesce';
import { HttpListener } from './run/httpListener';
import { openFilesLimit, sharesOf } from './run/openFiles';
import { TcpListener } from './streams/accept/tcpListener';
import { chat } from './streams/chat';
import type { ChatEvent } from './streams/model/chatEvent';
import { localJournal } from './streams/journal/localJournal';
import type { Settings } from './config/settings';
import { endOfTurn$ } from './run/endOfTurn';
import { Outboxes } from './streams/write/outboxes';

/** The longest that the news of who comes and goes waits for more of the kind, in ms. */
const LONGEST_CALM = 10;
/** How long no further page of metrics is made after one, in ms: who asks all the time has a small share of the processor. */
const METRICS_PAUSE = 100;

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
    linesLeftOut: () => droppedLinesOf(logger),
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
    lags$: interval(LAG_PERIOD).pipe(measureTimerLag(LAG_PERIOD, now), tapCount(meters.countLag)),
    journal,
    limits,
    turns: { turn$: endOfTurn$, now, longest: LONGEST_CALM },
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
  running.add(chatListener.shortages$.pipe(tapLog(logger, (shortage) => [shortageEntry(shortage)])).subscribe());
  if (connections < settings.connections) {
    const message = `no more than ${openFiles} files may be open, so ${connections} connections are let in and not ${settings.connections}; raise that limit (ulimit -n, LimitNOFILE)`;
    logger.log({ level: 'warn', event: 'open_files', message, open_files: openFiles, connections });
  }

  const metricsPage = async (): Promise<Page> => {
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  };
  const pages: Pages = {
    '/metrics': coalesce(metricsPage, METRICS_PAUSE),
    '/healthz': () => (state === 'failed' ? textPage(503, 'failed') : textPage(200, 'ok')),
    '/readyz': () => textPage(state === 'ready' ? 200 : 503, state),
  };
  running.add(
    metricsListener.exchanges$
      .pipe(respond(pages, (error) => logger.log({ level: 'error', event: 'failed', message: 'a page failed', error })))
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

if (require.main === module) void run(process.argv.slice(2), start, VERSION);
