import {
  identity,
  ignoreElements,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  pipe,
} from 'rxjs';
import type { RateLimit, TokenBucket } from '../../buffers/tokenBucket';
import { chargeBytes } from '../../operators/chargeBytes';
import { materializeWith } from '../../operators/materializeWith';
import { checkStart } from '../../operators/checkStart';
import { rateLimit } from '../../operators/rateLimit';
import { type Line, splitLines } from '../../operators/splitLines';
import { stripTelnet } from '../../operators/stripTelnet';
import type { Connection } from '../model/connection';
import { endingOf } from '../model/ending';
import type { ForeignProtocol } from '../model/foreignProtocol';
import type { ConnectionId } from '../model/ids';
import { bytes, holdReading, pauseReading, useCrLf, type Write } from '../model/write';
import { type ChatEvent, connected, disconnected } from '../model/chatEvent';
import { FirstLineCheck, ForeignProtocolError } from './recognize';
import { idleWork } from './idleWork';
import { MAX_LINE_BYTES, safeLine } from './lines';

/** The taps of the input. */
export interface InputTaps {
  readonly received: MonoTypeOperatorFunction<Uint8Array>;
  /** A line exceeded the rate after the refusal of an earlier one. No event represents it. */
  readonly excess: () => void;
  /** Receives an error that is a defect of the server. */
  readonly failed: (error: unknown, client: ConnectionId) => void;
}

/** The replacement for the first line in excess of the rate. */
const EXCESS = { fault: 'rate_limited' } as const;

/** The replacement for what is in excess and no line: bytes without an end, a signal. */
const EXCESS_BYTES = { fault: 'rate_limited', isLine: false } as const;

/** The value that a client pays for with a token of its rate when it sends bytes that are no line. */
const NO_LINE = { isLine: false } as const;

/** What the inputs of all clients share. */
export interface InputContext<C extends Connection> {
  /** The rate limit for the lines of a client. */
  readonly rate: RateLimit;
  readonly taps: InputTaps;
  /** Receives the bucket from which the lines of a client are paid, to charge it for what they cause. */
  readonly opened?: (connection: C, bucket: TokenBucket) => void;
  /** Receives a write to the client that does not pass the journal: a telnet answer, or a pause of reading. */
  readonly reply: (write: Write<C>) => void;
}

/**
 * Decodes a connection into events: `connected`, its lines, and `disconnected` with the reason.
 *
 * ```
 * chunks$    ----a----b--#       a = 'alice\nhel', b = 'lo\n', # = reset
 *            inputs(connection, ...)
 * result     c---x----y--(d|)    c = connected, x = 'alice', y = 'hello', d = disconnected(reset)
 * ```
 *
 * The result never errors: an error in the stream of a client is caught here and ends only that client. An error that
 * does not come from the connection is a defect of the server: it is reported, and the client is disconnected with
 * `internal_error`. If the first line shows another protocol, that is the last event before the end, and
 * further input is discarded.
 *
 * The first line in excess of the rate becomes `lineRefused`; the following ones are only counted. For each line in
 * excess, reading from the client pauses for the time of one line at that rate. A client that has chosen so is not refused: its
 * lines wait, and nothing is read from it until none waits any longer. Bytes that are no line count as one line
 * for each 4,096 of them, or for each 32 controls of a line or of telnet. A line whose work costs more than one line is charged afterwards, to the bucket that `opened`
 * receives.
 *
 * @param connection the client
 * @param context the rate, the taps, and the writes back to the client
 * @returns the events in order; completes after `disconnected`
 */
export function inputs<C extends Connection>(
  connection: C,
  { rate, taps: { received, excess, failed }, opened, reply }: InputContext<C>,
): Observable<ChatEvent> {
  const { id } = connection;
  let lines = 0;
  const answerTelnet = (answer: Uint8Array): void => {
    reply(bytes(connection, answer));
  };
  const limitExcess = (
    value: Line | typeof NO_LINE,
    isFirst: boolean,
  ): typeof EXCESS | typeof EXCESS_BYTES | undefined => {
    reply(pauseReading(connection, 1000 / rate.rate)); // backpressure: refusals alone must not occupy the server
    const isLine = value !== NO_LINE && !('signal' in value);
    if (isFirst) return isLine ? EXCESS : EXCESS_BYTES;
    if (value === NO_LINE) return undefined;
    if (isLine) lines += 1;
    excess();
    return undefined;
  };
  const ended = (error: unknown): ObservableInput<ChatEvent> => {
    if (error === undefined) return [disconnected(id, 'end')];
    if (error instanceof ForeignProtocolError) return discardInput(error.protocol);
    const ending = endingOf(error);
    if (ending === 'internal_error') failed(error, id);
    return [disconnected(id, ending)];
  };
  // The client counts towards the limits until its connection has closed.
  const discardInput = (protocol: ForeignProtocol): Observable<ChatEvent> =>
    connection.chunks$.pipe(
      received,
      ignoreElements(),
      materializeWith({
        before: { type: 'foreignProtocolDetected', client: id, protocol },
        each: identity,
        after: ended,
      }),
    );
  return connection.chunks$.pipe(
    received,
    chargeBytes(
      MAX_LINE_BYTES,
      NO_LINE,
      connection.hasFrames
        ? splitLines(MAX_LINE_BYTES)
        : pipe(
            stripTelnet(answerTelnet, () => {
              reply(useCrLf(connection));
            }),
            checkStart(() => new FirstLineCheck()),
            splitLines(MAX_LINE_BYTES),
          ),
      idleWork,
    ),
    rateLimit(rate, limitExcess, {
      opened: (bucket) => opened?.(connection, bucket),
      waiting: (isHeld) => reply(holdReading(connection, isHeld)),
    }),
    materializeWith({
      before: connected(connection),
      each: (value) => {
        if ('isLine' in value) {
          return 'fault' in value ? { type: 'lineRefused', client: id, fault: value.fault } : undefined;
        }
        if (!('signal' in value)) lines += 1;
        return toEvent(id, value, lines);
      },
      after: ended,
    }),
  );
}

function toEvent(client: ConnectionId, decoded: Line | typeof EXCESS, line: number): ChatEvent {
  const safe = 'fault' in decoded ? decoded : safeLine(decoded);
  if ('fault' in safe) return { type: 'lineRefused', client, fault: safe.fault, line };
  if ('signal' in safe) return { type: 'signalReceived', client, signal: safe.signal };
  return { type: 'lineReceived', client, text: safe.text, line };
}
