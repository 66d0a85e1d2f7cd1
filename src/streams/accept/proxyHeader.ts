import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from '../model/address';
import type { Remote } from '../model/connection';

/** What a PROXY header says of a connection. */
export type ProxyHeader =
  /** It carries a client, from there. */
  | { readonly type: 'client'; readonly length: number; readonly remote: Remote }
  /** It carries a client of which the proxy names no IP address. */
  | { readonly type: 'unknown'; readonly length: number }
  /** The proxy itself has connected, to see whether the server is there. */
  | { readonly type: 'local'; readonly length: number }
  /** That is no header. */
  | { readonly type: 'invalid' };

const INVALID: ProxyHeader = { type: 'invalid' };

const V1_START = Buffer.from('PROXY ');
const V1_MAX_BYTES = 107;
const V1 = /^PROXY (?:(UNKNOWN)(?: [^\r\n]*)?|TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5}))$/;

const V2_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V2_FIXED_BYTES = 16;
/** The maximum size of addresses and further fields, in bytes. Certificates of clients are the largest fields in use. */
const V2_MAX_BYTES = 8192;
const LOCAL = 0x20;
const PROXY = 0x21;
const TCP4 = 0x11;
const TCP6 = 0x21;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, by which a proxy says whose connection it passes on.
 *
 * @param bytes what has come so far
 * @returns the header, with its length in bytes; nothing while it is not complete
 * @see https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader | undefined {
  if (startsAlike(bytes, V2_SIGNATURE)) return readV2(bytes);
  return startsAlike(bytes, V1_START) ? readV1(bytes) : INVALID;
}

/** Whether bytes begin as a start does, as far as both go. */
function startsAlike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.compare(start, 0, length, 0, length) === 0;
}

function readV1(bytes: Buffer): ProxyHeader | undefined {
  const end = bytes.subarray(0, V1_MAX_BYTES).indexOf('\r\n');
  if (end < 0) return bytes.length < V1_MAX_BYTES ? undefined : INVALID;
  const [, unknown, family, source = '', destination = '', port, otherPort] =
    V1.exec(bytes.toString('latin1', 0, end)) ?? [];
  const length = end + 2;
  if (unknown !== undefined) return { type: 'unknown', length };
  const isAddress = family === '4' ? isIPv4 : isIPv6;
  if (family === undefined || !isAddress(source) || !isAddress(destination)) return INVALID;
  if (Number(port) > 0xffff || Number(otherPort) > 0xffff) return INVALID;
  if (family === '4') return client(source, Number(port), length);
  // What only this machine could tell apart by a zone is no address of a client.
  return source.includes('%') ? INVALID : client(shortest(source), Number(port), length);
}

function readV2(bytes: Buffer): ProxyHeader | undefined {
  if (bytes.length < V2_FIXED_BYTES) return undefined;
  const [command, family] = [bytes[12], bytes[13]];
  const size = bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXY) || size > V2_MAX_BYTES) return INVALID;
  const length = V2_FIXED_BYTES + size;
  if (bytes.length < length) return undefined;
  if (command === LOCAL) return { type: 'local', length };
  if (family === TCP4) {
    return size < 12 ? INVALID : client(Array.from(bytes.subarray(16, 20)).join('.'), bytes.readUInt16BE(24), length);
  }
  if (family !== TCP6) return { type: 'unknown', length }; // a Unix socket, or unspecified
  return size < 36 ? INVALID : client(ipv6(bytes.subarray(16, 32)), bytes.readUInt16BE(48), length);
}

const client = (address: string, port: number, length: number): ProxyHeader => ({
  type: 'client',
  length,
  remote: { address: plainAddress(address), port },
});

/** The text of an IPv6 address. */
function ipv6(bytes: Buffer): string {
  return shortest(Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16)).join(':'));
}

/** An IPv6 address in its shortest form, which is the same for all texts of it. */
const shortest = (address: string): string => new URL(`tcp://[${address}]`).hostname.slice(1, -1);
