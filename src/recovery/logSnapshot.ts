import { gunzipSync, gzipSync } from 'node:zlib';
import { EMPTY_LEDGER, type Ledger } from '../streams/journal/ledger';
import { stateFromPlain, stateToPlain } from './fold';
import type { LogState } from './logFold';
import { fromPlain, toPlain } from './plainData';

/** How a snapshot is written: another number if a program that knows this one could not read it. */
const FORMAT = 1;

/** Which log a snapshot is to be of. */
export interface LogIdentity {
  /** What no other log has the same, also if it has the same name. */
  readonly origin: string;
  /** Names the log in ids. */
  readonly epoch: string;
  /** The place of the first message that it has, or will have. */
  readonly begin: number;
  /** The place of its last message. */
  readonly end: number;
}

/** The bytes of a snapshot of a log. */
export function toSnapshot(origin: string, { ledger, ...state }: LogState): Buffer {
  return gzipSync(JSON.stringify({ format: FORMAT, origin, ledger: toPlain(ledger), state: stateToPlain(state) }));
}

/**
 * Reads a snapshot of a log.
 *
 * @param bytes what `toSnapshot` has made, or anything else
 * @param log the log that it is to be of
 * @returns the state; a field that the version which wrote it did not know yet is as in the beginning
 * @throws Error that says what it is instead: damaged, of another log, or of a part that the log does not have
 * @throws FormatError if it is of another version of this program, which nobody is to go on without
 */
export function fromSnapshot(bytes: Uint8Array, { origin, epoch, end }: LogIdentity): LogState {
  const plain = parsed(bytes);
  if (plain.format !== FORMAT) throw new FormatError(plain.format);
  const [found, state] = stateOf(plain, epoch);
  if (found !== origin) throw new Error('it is of another stream');
  const { place } = state.ledger;
  if (place > end) throw new Error(`it reaches to message ${String(place)}, and the stream ends at ${String(end)}`);
  return state;
}

/** A snapshot is written in a way that this program does not know. */
export class FormatError extends Error {
  override readonly name = 'FormatError';

  constructor(format: number) {
    super(`its format is ${String(format)}, and this version of rxchat knows ${String(FORMAT)}`);
  }
}

/** What each snapshot has, whatever its format. */
interface Plain extends Readonly<Record<string, unknown>> {
  readonly format: number;
}

const damaged = (cause?: unknown): Error => new Error('it is damaged', { cause });

function parsed(bytes: Uint8Array): Plain {
  try {
    const plain = JSON.parse(gunzipSync(bytes).toString()) as Plain;
    if (Number.isSafeInteger(plain.format)) return plain;
  } catch (error) {
    throw damaged(error);
  }
  throw damaged();
}

function stateOf({ origin, ledger, state }: Plain, epoch: string): readonly [origin: string, state: LogState] {
  try {
    const found = { ...EMPTY_LEDGER, ...(fromPlain(ledger) as Ledger) };
    return [String(origin), { ...stateFromPlain(state, epoch), ledger: found }];
  } catch (error) {
    throw damaged(error);
  }
}
