import { identity, ignoreElements, type MonoTypeOperatorFunction, type Observable, type ObservableInput } from 'rxjs';
import { materializeWith } from '../../operators/materializeWith';
import { checkFirst } from '../../operators/checkFirst';
import { rateLimit, type RateLimit } from '../../operators/rateLimit';
import { type Line, splitLines } from '../../operators/splitLines';
import { stripTelnet } from '../../operators/stripTelnet';
import type { Connection } from '../model/connection';
import { endingOf } from '../model/ending';
import type { ForeignProtocol } from '../model/foreignProtocol';
import type { ConnectionId } from '../model/ids';
import { bytes, pauseReading, type Write } from '../model/write';
import { type ChatEvent, connected, disconnected } from '../model/chatEvent';
import { checkFirstPiece, firstLine, ForeignProtocolError } from './recognize';
import { MOST_LINE_BYTES, safeLine } from './lines';

/** Watches what comes in. */
export interface InputTaps {
  readonly received: MonoTypeOperatorFunction<Uint8Array>;
  /** A line came too fast, as one did before it for which the client was sent a refusal. */
  readonly excess: () => void;
  /** Takes an error that is a defect of the server. */
  readonly failed: (error: unknown, client: ConnectionId) => void;
}

/** What stands for the first line in excess of the rate. */
const EXCESS = { fault: 'rate_limited' } as const;

/** What all inputs have in common. */
export interface InputContext<C extends Connection> {
  /** How many lines a second a client may send. */
  readonly rate: RateLimit;
  readonly taps: InputTaps;
  /** Takes what goes back to the client beside the log: an answer to telnet, a pause of reading. */
  readonly reply: (write: Write<C>) => void;
}

/**
 * All that a client does, as events: `connected`, its lines, and `disconnected` with the reason.
 *
 * ```
 * chunks$    ----a----b--#       a = 'alice\nhel', b = 'lo\n', # = reset
 *            inputs(connection, ...)
 * result     c---x----y--(d|)    c = connected, x = 'alice', y = 'hello', d = disconnected(reset)
 * ```
 *
 * The result never errors: whatever goes wrong in a client's stream is caught here, where the client is known, and ends
 * that client alone. An error that is not the connection's own is a defect of ours: it is reported, and the client is
 * disconnected as `internal_error`. A client that speaks another protocol is done with at its first line or piece: that is
 * its last event before the end, and nothing else that it sends is looked at.
 *
 * Lines in excess of the rate: the first one becomes `lineRefused`, the others are counted, and for each of them the client is
 * not read from for as long as a line may take at that rate.
 *
 * @param connection the client
 * @param context the rate, the taps, and the way back to the client
 * @returns the events, in order; completes after `disconnected`
 */
export function inputs<C extends Connection>(
  connection: C,
  { rate, taps: { received, excess, failed }, reply }: InputContext<C>,
): Observable<ChatEvent> {
  const { id } = connection;
  const answerTelnet = (answer: Uint8Array): void => {
    reply(bytes(connection, answer));
  };
  const limitExcess = (_: Line, first: boolean): typeof EXCESS | undefined => {
    reply(pauseReading(connection, 1000 / rate.rate)); // or it could keep the server busy with refusing
    if (first) return EXCESS;
    excess();
    return undefined;
  };
  const ended = (error: unknown): ObservableInput<ChatEvent> => {
    if (error === undefined) return [disconnected(id, 'end')];
    if (error instanceof ForeignProtocolError) return ignored(error.protocol);
    const ending = endingOf(error);
    if (ending === 'internal_error') failed(error, id);
    return [disconnected(id, ending)];
  };
  // The client keeps its place, and is counted, until its connection is gone.
  const ignored = (protocol: ForeignProtocol): Observable<ChatEvent> =>
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
    checkFirst(checkFirstPiece),
    stripTelnet(answerTelnet),
    splitLines(MOST_LINE_BYTES),
    rateLimit(rate, limitExcess),
    materializeWith({
      before: connected(connection),
      each: (line, index) => toEvent(id, line, index === 0),
      after: ended,
    }),
  );
}

function toEvent(client: ConnectionId, framed: Line | typeof EXCESS, isFirst: boolean): ChatEvent {
  const line = 'fault' in framed ? framed : safeLine(framed);
  if ('fault' in line) return { type: 'lineRefused', client, fault: line.fault };
  return { type: 'lineReceived', client, text: isFirst ? firstLine(line.text) : line.text };
}
