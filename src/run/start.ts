import { Subject, tap } from 'rxjs';
import type { Logger } from 'winston';
import type { Settings } from '../config/settings';
import { tapCount } from '../operators/tap/tapCount';
import { tapLog } from '../operators/tap/tapLog';
import type { TcpConnection } from '../streams/accept/tcpConnection';
import { TcpListener } from '../streams/accept/tcpListener';
import { chat } from '../streams/chat';
import { localJournal } from '../streams/journal/localJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import { Outboxes } from '../streams/write/outboxes';
import { shortageEntry } from '../telemetry/chatLog';
import { chatTaps } from '../telemetry/chatTaps';
import { droppedLinesOf } from '../telemetry/logger';
import { Meters } from '../telemetry/meters';
import { metricsOf } from '../telemetry/metrics';
import { lags, monotonic, ticks, timeOfDay } from './clocks';
import { drain } from './drain';
import { endOfTurn$ } from './endOfTurn';
import { HttpListener } from './httpListener';
import { Lifecycle } from './lifecycle';
import { openFilesLimit, sharesOf } from './openFiles';
import { pages } from './pages';
import { performWrites } from './performWrites';
import { respond } from './respond';
import type { RunningServer } from './runningServer';
import { VERSION } from './version';

/** The longest that the news of who comes and goes waits for more of the kind, in ms. */
const LONGEST_DEFERRAL = 10;

/**
 * Starts a server: makes the sources of the chat, carries out its writes, and answers on the metrics port. Many can run in one
 * process; each releases all it has when it is stopped.
 *
 * @param settings where it listens and what its limits are
 * @param logger where its log goes
 * @returns the running server
 * @throws the system's error if it cannot listen, such as EADDRINUSE; nothing is left behind then
 */
export async function start(settings: Settings, logger: Logger): Promise<RunningServer> {
  const openFiles = openFilesLimit();
  const shares = sharesOf(openFiles, settings.connections);
  const { connections } = shares;
  if (connections < settings.connections) {
    const message = `no more than ${openFiles} files may be open, so ${connections} connections are let in and not ${settings.connections}; raise that limit (ulimit -n, LimitNOFILE)`;
    logger.log({ level: 'warn', event: 'open_files', message, open_files: openFiles, connections });
  }

  const lifecycle = new Lifecycle();
  const listener = new TcpListener(shares.sockets);
  const metricsListener = new HttpListener(shares.metrics);
  const journal = localJournal<ChatEvent>(timeOfDay);
  const outboxes = new Outboxes<TcpConnection>(settings.outboundTotalBytes);
  const meters = new Meters();
  const metrics = metricsOf(meters, outboxes, VERSION, connections, {
    droppedLogLines: () => droppedLinesOf(logger),
    droppedConnections: () => listener.droppedConnections,
  });
  const taps = chatTaps(meters, logger, monotonic);
  const shutdown$ = new Subject<void>();

  const running = chat({
    connections$: listener.connections$,
    ticks$: ticks(settings),
    lags$: lags().pipe(tapCount(meters.countLag)),
    shutdown$,
    journal,
    limits: { ...settings, connections, lines: settings.outboundLines, bytes: settings.outboundBytes },
    turns: { turn$: endOfTurn$, now: monotonic, longest: LONGEST_DEFERRAL },
    outboxes,
    taps,
  }).subscribe({
    next: performWrites(taps.failed),
    error: (error: unknown) => {
      logger.log({ level: 'error', event: 'failed', message: 'a defect of the server ended the chat', error });
      lifecycle.fail(error);
    },
  });
  running.add(journal.behind$.pipe(tap((behind) => listener.holdReading(behind))).subscribe());
  running.add(listener.shortages$.pipe(tapLog(logger, (shortage) => [shortageEntry(shortage)])).subscribe());
  const pageFailed = (error: unknown): void => {
    logger.log({ level: 'error', event: 'failed', message: 'a page failed', error });
  };
  running.add(metricsListener.exchanges$.pipe(respond(pages(metrics, lifecycle), pageFailed)).subscribe());

  const close = async (): Promise<void> => {
    running.unsubscribe();
    await Promise.all([listener.close(), metricsListener.close()]);
  };
  const stop = async (): Promise<void> => {
    lifecycle.enter('stopping');
    const { drained, cut } = await drain(listener, () => shutdown$.next(), settings.drainTimeout);
    await close();
    const message = `stopped; clients drained: ${drained}, cut: ${cut}`;
    logger.log({ level: 'info', event: 'shutdown', message, drained, cut });
  };

  try {
    const chatAddress = await listener.listen(settings.host, settings.port);
    const metricsAddress = await metricsListener.listen(settings.metricsHost, settings.metricsPort);
    lifecycle.enter('ready');
    let stopped: Promise<void> | undefined;
    return { chatAddress, metricsAddress, failed: lifecycle.failed, stop: () => (stopped ??= stop()) };
  } catch (error) {
    listener.cut(); // of the one port that could be listened on
    await close();
    throw error;
  }
}
