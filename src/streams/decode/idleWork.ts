/** The controls for which a line's worth of bytes is charged, if nothing comes of them. */
const CONTROLS_PER_LINE = 32;
/** What a control costs beyond its byte, in bytes: a line pays for 4,096. */
const CONTROL_BYTES = 4096 / CONTROLS_PER_LINE - 1;
/** The controls that belong to a line: its end, a few keys and commands of telnet. */
const CONTROLS_OF_LINE = 8;

/**
 * What a chunk costs beyond its bytes: each end of a line, key or command of telnet in it is a step of its own for the
 * decoder, also when no line comes of it.
 *
 * @param chunk the chunk
 * @param lines how many lines came of it
 * @returns the cost of the controls that are too many for these lines, in bytes
 */
export function idleWork(chunk: Uint8Array, lines: number): number {
  let controls = 0;
  for (const byte of chunk) if (byte < 0x20 || byte === 0x7f || byte === 0xff) controls += 1;
  return Math.max(0, controls - lines * CONTROLS_OF_LINE) * CONTROL_BYTES;
}
