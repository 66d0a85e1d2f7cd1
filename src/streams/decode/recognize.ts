import type { StartCheck } from '../../operators/checkStart';
import { FirstLine, type Shown } from '../model/firstLine';
import type { ForeignProtocol } from '../model/foreignProtocol';

/** The error of a client whose first bytes belong to another protocol. */
export class ForeignProtocolError extends Error {
  override readonly name = 'ForeignProtocolError';

  constructor(readonly protocol: ForeignProtocol) {
    super(`the client speaks ${protocol}`);
  }
}

/**
 * Checks that the first line of a client does not belong to another protocol, however its bytes are cut.
 *
 * Most other protocols have been recognized before a client is asked for a name. This is for what comes later than that,
 * and for protocols that are not served. The line counts after telnet commands have been removed. The check is over when
 * that line is complete or too long for a name.
 *
 * Of a line that is not complete, up to 512 bytes are kept here. The bytes themselves do not wait: until the line is
 * complete, the framing behind this check emits none, and then this check has decided.
 *
 * @throws ForeignProtocolError from `next` or `complete`, before any byte of a complete first line has passed
 */
export class FirstLineCheck implements StartCheck<Uint8Array> {
  private readonly line = new FirstLine();

  /** Receives the next bytes; returns whether the first line is complete and belongs to no other protocol. */
  next(bytes: Uint8Array): boolean {
    return isText(this.line.add(bytes));
  }

  /** The client has ended its side: the first line is as complete as it gets. */
  complete(): void {
    isText(this.line.atEnd);
  }
}

function isText(shown: Shown | undefined): boolean {
  if (shown === undefined || shown === 'text') return shown !== undefined;
  throw new ForeignProtocolError(shown);
}
