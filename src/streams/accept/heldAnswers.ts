/** The maximum size of all answers that are held, in bytes: each of the 512 options of telnet refused, and more. */
const MAX_HELD_BYTES = 4096;

/**
 * Answers to telnet that a full socket cannot take now. They are written when it has drained, because a client that has
 * asked may show nothing until it is answered.
 */
export class HeldAnswers {
  private bytes = Buffer.alloc(0);

  /**
   * Keeps a copy of an answer. Answers over the limit are lost; a client that asks so often has an answer to an earlier question by then.
   *
   * @param answer the bytes
   */
  add(answer: Uint8Array): void {
    const { bytes } = this;
    if (bytes.length + answer.length <= MAX_HELD_BYTES) this.bytes = Buffer.concat([bytes, answer]);
  }

  /**
   * Takes out all answers.
   *
   * @returns their bytes in order, or `undefined` if there are none
   */
  take(): Uint8Array | undefined {
    const { bytes } = this;
    this.bytes = Buffer.alloc(0);
    return bytes.length > 0 ? bytes : undefined;
  }
}
