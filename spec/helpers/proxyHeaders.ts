/** The signature of a PROXY header of version 2. */
const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/**
 * Makes a PROXY header of version 2.
 *
 * @param command version and command, such as 0x21
 * @param family family and transport, such as 0x11
 * @param addresses the addresses and ports, and further fields
 */
export function headerV2(command: number, family: number, addresses: Uint8Array): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(addresses.length);
  return Buffer.concat([SIGNATURE, Buffer.of(command, family), size, addresses]);
}

/** What AWS's load balancers send with their checks: LOCAL, and 84 bytes of further fields. */
export const AWS_CHECK = headerV2(0x20, 0x00, Buffer.alloc(84, 7));

/** A header of version 2 for an IPv4 client. */
export const headerOf = (address: string, port: number): Buffer =>
  headerV2(0x21, 0x11, Buffer.of(...address.split('.').map(Number), 192, 0, 2, 9, port >> 8, port & 0xff, 0x13, 0x88));
