import type { Logger } from 'winston';
import { pipe } from 'rxjs';
import type { Taps } from '../streams/chat';
import { chatEntries } from './chatLog';
import { sampledRejections } from './sampledRejections';
import { tapCount } from '../operators/tap/tapCount';
import { tapLog } from '../operators/tap/tapLog';
import type { Meters } from './meters';
import { tapTime } from '../operators/tap/tapTime';

/**
 * Creates the taps of a server, which count, time and log.
 *
 * @param meters records the counts and the durations
 * @param logger receives the log entries
 * @param now a monotonic clock in milliseconds
 * @returns operators that pass all values unchanged, and callbacks
 */
export function chatTaps(meters: Meters, logger: Logger, now: () => number): Taps {
  return {
    received: tapCount(meters.countReceived),
    excess: meters.countExcess,
    recorded: tapTime(now, meters.timeHandling),
    transitions: pipe(tapCount(meters.countTransition), tapLog(logger, sampledRejections(chatEntries))),
    turns: tapTime(now, meters.timeFlush),
    delivered: meters.timeDelivery,
    encoded: meters.countEncoded,
    slow: (client) => {
      logger.log({
        level: 'warn',
        event: 'slow',
        message: 'a client does not read and begins to miss lines',
        ...meters.describe(client),
      });
    },
    failed: (error, client) => {
      logger.log({
        level: 'error',
        event: 'failed',
        message: `a defect of the server ${client === undefined ? 'prevented an internal task' : 'ended a connection'}`,
        ...(client !== undefined && meters.describe(client)),
        error,
      });
    },
  };
}
