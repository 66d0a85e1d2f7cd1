import type { Socket } from 'node:net';

/** What the bytes of a client are so far: the start of a hello, a whole one, or neither. */
export type HelloState = 'open' | 'whole' | 'faulty';

/** The most bytes of a hello with the heads of its records; those of browsers have 2 KiB, with tickets 4. */
const MOST_BYTES = 16 * 1024;

const RECORD_HEAD_BYTES = 5;
const MESSAGE_HEAD_BYTES = 4;
const HANDSHAKE_RECORD = 0x16;
const CLIENT_HELLO = 1;

/** `unexpected_message`, as an alert of TLS. */
const ALERT = Buffer.from([0x15, 3, 1, 0, 2, 2, 10]);

/**
 * Finds the end of the message with which TLS begins, the ClientHello, however it is cut: in pieces, or into records.
 *
 * Nothing is kept but numbers, and each byte is looked at once.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-5.1
 */
export class ClientHello {
  private state: HelloState = 'open';
  private bytes = 0;
  private headBytes = 0; // of the head of this record
  private upperLength = 0; // the first byte of the length of this record
  private recordBytes = 0; // of this record, that are still to come
  private messageBytes = 0; // of the message, that have come
  private length = 0; // of the message behind its head

  /** Receives the next bytes; returns what they all are. */
  add(bytes: Uint8Array): HelloState {
    for (const byte of bytes) {
      if (this.state !== 'open') break;
      this.state = this.after(byte);
    }
    return this.state;
  }

  private after(byte: number): HelloState {
    this.bytes += 1;
    const state = this.recordBytes > 0 ? this.inMessage(byte) : this.inRecordHead(byte);
    return state === 'open' && this.bytes >= MOST_BYTES ? 'faulty' : state;
  }

  private inRecordHead(byte: number): HelloState {
    const place = this.headBytes;
    this.headBytes = (place + 1) % RECORD_HEAD_BYTES;
    if (place === 0) return byte === HANDSHAKE_RECORD ? 'open' : 'faulty';
    if (place === 1) return byte === 3 ? 'open' : 'faulty';
    if (place === 3) this.upperLength = byte;
    if (place < 4) return 'open';
    this.recordBytes = this.upperLength * 256 + byte;
    return this.recordBytes > 0 ? 'open' : 'faulty'; // an empty record is not allowed
  }

  private inMessage(byte: number): HelloState {
    this.recordBytes -= 1;
    const place = this.messageBytes;
    this.messageBytes += 1;
    if (place === 0) return byte === CLIENT_HELLO ? 'open' : 'faulty';
    if (place < MESSAGE_HEAD_BYTES) this.length = this.length * 256 + byte;
    const isHeadWhole = this.messageBytes >= MESSAGE_HEAD_BYTES;
    return isHeadWhole && this.messageBytes === MESSAGE_HEAD_BYTES + this.length ? 'whole' : 'open';
  }
}

/**
 * Reads a socket until the hello of its client is whole, and gives back what it has read. What begins with no hello gets an
 * alert and is closed.
 *
 * @param socket a paused socket
 * @param found called once, unless it is stopped before: with `whole`, and the socket is paused again; with `faulty`; or with
 *   `ended` if the client has ended its side, so that no hello comes
 * @returns stops it
 */
export function readHello(socket: Socket, found: (state: 'whole' | 'faulty' | 'ended') => void): () => void {
  const hello = new ClientHello();
  let read = Buffer.alloc(0); // one buffer: thousands of pieces of a byte would take a hundred times as much
  const stop = (): void => {
    socket.off('data', onData).off('end', onEnd);
  };
  const onData = (bytes: Buffer): void => {
    read = Buffer.concat([read, bytes]);
    const state = hello.add(bytes);
    if (state === 'open') return;
    stop();
    if (state === 'whole') {
      socket.pause();
      socket.unshift(read);
    } else {
      socket.write(ALERT);
      socket.destroySoon();
    }
    found(state);
  };
  const onEnd = (): void => {
    stop();
    socket.destroy();
    found('ended');
  };
  socket.on('data', onData).on('end', onEnd);
  socket.resume();
  return stop;
}
