import { FIN, OPCODE } from '../../src/streams/accept/webSocketFrames';

/** What is unusual about a frame. */
export interface FrameOptions {
  readonly isLast?: boolean;
  /** The mask, or none, which no client may send. */
  readonly mask?: Uint8Array | undefined;
  readonly reserved?: number;
}

/** Makes a frame as a client sends it, or as none may. */
export function clientFrame(
  type: keyof typeof OPCODE | number,
  payload: string | Uint8Array,
  { isLast = true, reserved = 0, ...options }: FrameOptions = {},
): Buffer {
  const mask = 'mask' in options ? options.mask : Uint8Array.of(0x12, 0x34, 0x56, 0x78);
  const bytes = Buffer.from(payload);
  const opcode = typeof type === 'number' ? type : OPCODE[type];
  const size = bytes.length < 126 ? bytes.length : bytes.length < 0x1_0000 ? 126 : 127;
  const length = Buffer.alloc(size < 126 ? 0 : size === 126 ? 2 : 8);
  if (size === 126) length.writeUInt16BE(bytes.length);
  if (size === 127) length.writeBigUInt64BE(BigInt(bytes.length));
  const first = (isLast ? FIN : 0) | reserved | opcode;
  const masked = bytes.map((byte, index) => byte ^ (mask?.[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([first, (mask ? 0x80 : 0) | size]), length, mask ?? Buffer.alloc(0), masked]);
}
