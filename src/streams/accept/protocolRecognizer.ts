import type { Recognizer } from '../../operators/recognize';
import { FirstLine, type Shown } from '../model/firstLine';

/** The first byte of a telnet command. */
const IAC = 0xff;

/**
 * Recognizes what a client speaks: by its first line as soon as that can only be one thing, by telnet commands in front of
 * it, and by silence. After the first silence only what is hardly text is waited for, and after the second nothing.
 */
export class ProtocolRecognizer implements Recognizer<Uint8Array, Shown> {
  private readonly line = new FirstLine();
  private silences = 0;

  next(bytes: Uint8Array): Shown | undefined {
    if (bytes[0] === IAC && this.line.isEmpty) return 'text';
    return this.line.add(bytes) ?? (this.line.isOpen ? undefined : 'text');
  }

  timePassed(): Shown | undefined {
    this.silences += 1;
    return this.silences === 1 && this.line.isLikelyForeign ? undefined : 'text';
  }

  /** The client has ended its side, so nothing can be handed over. */
  complete(): Shown {
    return 'text';
  }
}
