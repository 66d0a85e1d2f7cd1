import { hostname } from 'node:os';
import { identity, type MonoTypeOperatorFunction, pipe, startWith, Subject, switchMap, tap, throttleTime } from 'rxjs';
import type { Logger } from 'winston';
import { changesSentence } from '../config/settingChanges';
import type { Settings } from '../config/settings';
import { tapCount } from '../operators/tap/tapCount';
import { tapLog } from '../operators/tap/tapLog';
import type { ClientConnection } from '../streams/accept/clientConnection';
import { PlainRefusals } from '../streams/accept/plainRefusals';
import { Proxies } from '../streams/accept/proxies';
import { TcpListener } from '../streams/accept/tcpListener';
import { transports } from '../streams/accept/transports';
import { WebTransport } from '../streams/accept/webTransport';
import { chat } from '../streams/chat';
import { dialectsOf } from '../streams/dialects/dialects';
import { JournalError } from '../streams/journal/journalError';
import type { ShutdownRequested } from '../streams/model/chatEvent';
import { rulesOf } from '../streams/model/rules';
import type { Transition } from '../streams/reduce/transitions';
import { Past } from '../streams/route/past';
import { Outboxes } from '../streams/write/outboxes';
import { plainRefusalEntry, proxyFaultEntry, shortageEntry } from '../telemetry/chatLog';
import { chatTaps } from '../telemetry/chatTaps';
import { droppedLinesOf } from '../telemetry/logger';
import { Meters } from '../telemetry/meters';
import { metricsOf } from '../telemetry/metrics';
import { blockListOf } from './blockList';
import type { JournalSharing } from './chatJournal';
import { checkNats } from './checkNats';
import { loads, monotonic, ticks } from './clocks';
import { drain } from './drain';
import { HttpListener } from './httpListener';
import { lameDuck } from './lameDuck';
import { Lifecycle } from './lifecycle';
import { listenInTurn, listenOnPassed, nextPorts } from './listenInTurn';
import { LiveSettings } from './liveSettings';
import { openFilesLimit } from './openFiles';
import { openJournal } from './openJournal';
import { pages } from './pages';
import type { PassedSockets } from './passedSockets';
import { peerWatch, sendQueues } from './peerWatch';
import { performWrites } from './performWrites';
import { readSite, SITE_FOLDER } from './readSite';
import { respond } from './respond';
import type { RunningServer } from './runningServer';
import { tlsOf } from './tlsIdentity';
import { VERSION } from './version';

/** The maximum time that notices of joins and departures are deferred, in ms. */
const MAX_DEFERRAL_MS = 10;

/** The minimum time between two log entries about what a proxy or a client did not send first, in ms: most say the same each time. */
const FAULT_LOG_MS = 10_000;

/** The port number for any free port. */
const ANY_PORT = 0;

/**
 * Starts a server: creates the sources of the chat, performs its writes, and serves the metrics port. Several servers
 * can run in one process; each releases all its resources when it stops.
 *
 * @param settings the addresses and the limits
 * @param logger the logger
 * @param given which settings were set: a default port that is in use is replaced by a free one, a set one is an error
 * @param passed sockets that listen already, in place of the addresses in the settings
 * @returns the running server
 * @throws the system error if it cannot listen, such as EADDRINUSE; it has released all resources then
 */
export async function start(
  settings: Settings,
  logger: Logger,
  given: Pick<ReadonlySet<keyof Settings>, 'has'> = { has: () => true },
  passed: PassedSockets = {},
): Promise<RunningServer> {
  const live = new LiveSettings(settings, openFilesLimit());
  const { limits, quotas } = live;
  if (live.shortage) logger.log(live.shortage);

  const proxies = new Proxies(blockListOf(settings.proxyFrom));
  const plainRefusals = new PlainRefusals();
  const lifecycle = new Lifecycle();
  const listener = new TcpListener(quotas.sockets);
  const tls = tlsOf(settings, listener.turns, (entry) => logger.log(entry));
  const web = webOf(settings, proxies);
  const metricsListener = new HttpListener(quotas.metrics);
  const keeper = await openJournal(settings);
  const { journal, state, sharing } = keeper;
  const outboxes = new Outboxes<ClientConnection>(settings.outboundTotalBytes);
  const past = new Past(settings, state?.kept);
  const meters = new Meters();
  const metrics = metricsOf(meters, outboxes, VERSION, () => limits.connections, {
    droppedLogLines: () => droppedLinesOf(logger),
    droppedConnections: () => listener.droppedConnections,
    proxyResults: proxies.results,
    plainRefusals: plainRefusals.counts,
    handshakes: web.handshakes,
    historyBytes: () => past.bytes,
    ...(keeper.counts && { journal: keeper.counts }),
    ...(sharing && { log: sharing.counts }),
    ...(tls && {
      tls: {
        handshakes: () => tls.transport.handshakes,
        failures: tls.transport.failures,
        expiresAt: () => tls.expiresAt,
      },
    }),
  });
  const taps = chatTaps(meters, logger, monotonic);
  const shutdown$ = new Subject<ShutdownRequested>();

  const running = chat({
    connections$: listener.connections$.pipe(
      settings.proxyFrom === '' ? identity : proxies.named(),
      transports({ http: web.transport, ...(tls && { tls: tls.transport.transport }) }, limits, plainRefusals),
    ),
    ticks$: live.replaced$.pipe(
      startWith(limits),
      switchMap((deadlines) => ticks(deadlines, journal.behind$)),
    ),
    loads$: loads().pipe(tapCount(({ lag }) => meters.countLag(lag))),
    shutdown$,
    journal,
    ...(state && { registry: { rules: rulesOf(limits), ...state.registry } }), // a shared log has no rules: they are each node's own
    limits,
    rules$: live.rules$,
    turns: { turn$: keeper.turn$, now: monotonic, longest: MAX_DEFERRAL_MS },
    outboxes,
    sendQueues: (clients) => sendQueues(() => listener.openConnections, clients),
    taps: sharing ? { ...taps, transitions: pipe(taps.transitions, followed(sharing)) } : taps,
    past,
    dialects: dialectsOf({ version: VERSION, epoch: journal.epoch }),
  }).subscribe({
    next: performWrites(taps.failed),
    error: (error: unknown) => {
      logger.log({ level: 'error', event: 'failed', message: 'a defect of the server ended the chat', error });
      lifecycle.fail(error);
    },
  });
  running.add(keeper.entries$.pipe(tapLog(logger, (entry) => [entry])).subscribe());
  running.add(
    keeper.failed$
      .pipe(
        tap((error) => {
          const message = error instanceof JournalError ? error.message : 'a defect of the journal ended the chat';
          logger.log({ level: 'error', event: 'journal', message, error });
          running.unsubscribe();
          lifecycle.fail(error);
        }),
      )
      .subscribe(),
  );
  running.add(journal.behind$.pipe(tap((behind) => listener.suspendReading(behind))).subscribe());
  running.add(outboxes.behind$.pipe(tap((behind) => listener.holdReading(behind))).subscribe());
  if (sharing) running.add(sharing.paused$.pipe(tap((reason) => lifecycle.pauseBy(reason))).subscribe());
  running.add(listener.shortages$.pipe(tapLog(logger, (shortage) => [shortageEntry(shortage)])).subscribe());
  running.add(peerWatch(() => listener.openConnections, monotonic).subscribe());
  if (tls) running.add(tls.watch().subscribe());
  running.add(web.watch().subscribe());
  const proxyFaults$ = proxies.faults$.pipe(throttleTime(FAULT_LOG_MS));
  running.add(proxyFaults$.pipe(tapLog(logger, (fault) => [proxyFaultEntry(fault, proxies.results)])).subscribe());
  const plainRefusals$ = plainRefusals.refusals$.pipe(throttleTime(FAULT_LOG_MS));
  running.add(
    plainRefusals$.pipe(tapLog(logger, (refusal) => [plainRefusalEntry(refusal, plainRefusals.counts)])).subscribe(),
  );
  const pageFailed = (error: unknown): void => {
    logger.log({ level: 'error', event: 'failed', message: 'a page of the metrics port failed', error });
  };
  running.add(metricsListener.exchanges$.pipe(respond(pages(metrics, lifecycle), pageFailed)).subscribe());

  keeper.begin(rulesOf(limits));

  const close = async (isClean: boolean): Promise<void> => {
    running.unsubscribe();
    await Promise.all([listener.close(), metricsListener.close()]);
    for (const entry of keeper.close(isClean)) logger.log(entry);
  };
  const stop = async (): Promise<void> => {
    const restarts = limits.lameDuck > 0;
    if (restarts) await lameDuck(listener, lifecycle, logger, limits.lameDuck);
    lifecycle.enter('stopping');
    const requestShutdown = (): void => shutdown$.next({ type: 'shutdownRequested', ...(restarts && { restarts }) });
    const { drained, closed } = await drain(listener, requestShutdown, limits.drainTimeout);
    await sharing?.leave();
    await close(lifecycle.state !== 'failed');
    const message = `stopped; clients drained: ${drained}, closed: ${closed}`;
    logger.log({ level: 'info', event: 'shutdown', message, drained, closed });
  };

  const reload = (next: Settings): void => {
    tls?.check();
    checkNats({ ...settings, idleTimeout: next.idleTimeout }); // the rest of it takes a restart
    const changes = live.replace(next);
    listener.limitTo(live.quotas.sockets);
    outboxes.budget.limitTo(limits.outboundTotalBytes);
    if (changes.changed.includes('logLevel')) logger.level = limits.logLevel;
    tls?.reload();
    const message = `settings read again; ${changesSentence(changes)}`;
    logger.log({ level: 'info', event: 'reloaded', message });
    if (live.shortage) logger.log(live.shortage);
  };

  try {
    const { host, port, metricsHost, metricsPort } = settings;
    if (sharing) listener.numberFrom(await sharing.present());
    const chatAddress = await (passed.chat === undefined
      ? listenInTurn(listener, host, port, given.has('port') ? [] : nextPorts(port))
      : listenOnPassed(listener, passed.chat));
    const metricsAddress = await (passed.metrics === undefined
      ? listenInTurn(metricsListener, metricsHost, metricsPort, given.has('metricsPort') ? [] : [ANY_PORT])
      : listenOnPassed(metricsListener, passed.metrics));
    lifecycle.enter('ready');
    let stopped: Promise<void> | undefined;
    return {
      chatAddress,
      metricsAddress,
      failed: lifecycle.failed,
      get settings() {
        return live.settings;
      },
      reload,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    listener.closeConnections(); // the chat port may be listening already
    await close(false);
    throw error;
  }
}

/** The journal of several nodes decides by what this node knows, which is the registry after each event. */
const followed = ({ follow }: JournalSharing): MonoTypeOperatorFunction<Transition> =>
  tap(({ registry }) => follow(registry));

function webOf({ web, webOrigins }: Settings, proxies: Proxies): WebTransport {
  return new WebTransport({
    site: web === 'on' ? readSite(SITE_FOLDER) : undefined,
    origins: webOrigins.split(',').filter((origin) => origin !== ''),
    hostname: hostname(),
    isProxy: (address) => proxies.isTrusted(address),
  });
}
