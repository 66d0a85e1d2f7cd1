import { write } from 'node:fs';
import { Writable } from 'node:stream';

/** How long after a write the next one begins at the earliest, in ms: each wakes another thread, which a crowd would feel. */
const GATHER = 20;

/** How long after a write has failed it is tried again, in ms. */
const RETRY = 1000;

/**
 * Writes to an open file without holding up the event loop, and does not give up: while the disk is full, what is to be
 * written waits, as it does for any stream that is slow.
 */
export class FileOutput extends Writable {
  /** @param descriptor the file, which stays open */
  constructor(private readonly descriptor: number) {
    super();
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: () => void): void {
    write(this.descriptor, bytes, 0, bytes.length, null, (error, written) => {
      const rest = error ? bytes : bytes.subarray(written);
      if (rest.length === 0) setTimeout(done, GATHER);
      else if (error) setTimeout(() => this._write(rest, encoding, done), RETRY).unref();
      else this._write(rest, encoding, done);
    });
  }

  override _writev(chunks: readonly { chunk: Buffer; encoding: BufferEncoding }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }
}
