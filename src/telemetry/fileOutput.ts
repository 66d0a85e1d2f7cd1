import { write } from 'node:fs';
import { Writable } from 'node:stream';

/** The pause after each write, in ms, to gather output: each write wakes another thread. */
const GATHER_MS = 20;

/** The delay before a failed write is retried, in ms. */
const RETRY_MS = 1000;

/**
 * Writes to an open file without blocking the event loop, and retries failed writes. While the disk is full, output
 * waits in the buffer of this stream.
 */
export class FileOutput extends Writable {
  /** @param descriptor the descriptor of the file, which is not closed */
  constructor(private readonly descriptor: number) {
    super();
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: () => void): void {
    write(this.descriptor, bytes, 0, bytes.length, null, (error, written) => {
      const rest = error ? bytes : bytes.subarray(written);
      if (rest.length === 0) setTimeout(done, GATHER_MS);
      else if (error) setTimeout(() => this._write(rest, encoding, done), RETRY_MS).unref();
      else this._write(rest, encoding, done);
    });
  }

  override _writev(chunks: readonly { chunk: Buffer; encoding: BufferEncoding }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }
}
