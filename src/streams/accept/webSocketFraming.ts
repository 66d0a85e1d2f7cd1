import type { EndReason } from '../model/message';
import { CLOSE_CODES, FRAME_FAULTS, type FrameFault } from './closeCodes';
import { FrameReader } from './frameReader';
import type { Framing, Unframed } from './framing';
import { closeFrame, frameOf, OPCODE, type SharedFrames } from './webSocketFrames';

/** The ping of the server; what it carries means nothing. */
export const PING = frameOf(OPCODE.ping, new Uint8Array());

/** Lines as messages of a WebSocket: a message is one or more whole lines, in both directions. */
export class WebSocketFraming implements Framing {
  /** Whether nothing has come since this was last set. */
  isSilent = false;
  private readonly reader = new FrameReader();
  private fault: FrameFault | undefined;

  /** @param frames the frames that it shares with others */
  constructor(private readonly frames: SharedFrames) {}

  /** Of several pings in one piece the last one is answered, as RFC 6455 allows. */
  read(bytes: Uint8Array): Unframed {
    this.isSilent = false;
    const { lines, ping, over } = this.reader.read(bytes);
    if (over !== undefined && over !== 'ended') this.fault = over;
    return {
      lines,
      ...(ping && { answer: frameOf(OPCODE.pong, ping) }),
      ...(over && { over: this.fault ? 'faulty' : 'ended' }),
    };
  }

  write(lines: Uint8Array): Uint8Array {
    return this.frames.of(lines);
  }

  /** Without a reason the client has ended its side, which is as good as to say that it leaves. */
  end(reason?: EndReason): Uint8Array {
    if (this.fault) return closeFrame(FRAME_FAULTS[this.fault], this.fault);
    return closeFrame(CLOSE_CODES[reason ?? 'exit'], reason ?? 'end');
  }
}
