import { createReadStream } from 'node:fs';
import { endianness } from 'node:os';

/** What the kernel knows of a TCP socket. */
export interface KernelSocket {
  /** The bytes that the peer has not acknowledged, sent or not. */
  readonly sendQueue: number;
  /** How many segments in a row the peer has not answered: repeated ones, and probes. */
  readonly unanswered: number;
}

/** The sockets of this network namespace. A machine without IPv6 has no second file. */
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/** Local and remote address, state, send and receive queue, timer, repetitions, user, unanswered probes. */
const ROW =
  /^ *\d+: ([\dA-F]+:[\dA-F]{4} [\dA-F]+:[\dA-F]{4}) [\dA-F]{2} ([\dA-F]{8}):[\dA-F]{8} [\dA-F]{2}:[\dA-F]{8} ([\dA-F]{8}) +\d+ +(\d+) /gm;

/**
 * Reads the table of all TCP sockets that Linux shows in /proc, in pieces and without blocking. Node.js does not say how
 * much a peer has taken, nor that it has stopped to answer; the table does.
 *
 * @param wanted selects sockets by their key, as `socketKey` gives it, and what is known of them
 * @param paths the files; those that do not exist are passed over
 * @returns the selected sockets by their keys; `undefined` where there is no such table
 */
export async function readSocketTable(
  wanted: (key: string, socket: KernelSocket) => boolean,
  paths: readonly string[] = TABLES,
): Promise<ReadonlyMap<string, KernelSocket> | undefined> {
  const found = new Map<string, KernelSocket>();
  let tables = 0;
  for (const path of paths) {
    try {
      await readTable(path, wanted, found);
      tables += 1;
    } catch {
      // not Linux, no IPv6, or no right to read it
    }
  }
  return tables > 0 ? found : undefined;
}

async function readTable(
  path: string,
  wanted: (key: string, socket: KernelSocket) => boolean,
  found: Map<string, KernelSocket>,
): Promise<void> {
  let rest = '';
  for await (const piece of createReadStream(path, 'latin1')) {
    const text = rest + (piece as string);
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    for (const [, key = '', sendQueue = '', repeated = '', probes = ''] of text.slice(0, end).matchAll(ROW)) {
      const socket: KernelSocket = {
        sendQueue: parseInt(sendQueue, 16),
        unanswered: parseInt(repeated, 16) + Number(probes),
      };
      if (wanted(key, socket)) found.set(key, socket);
    }
  }
}

/** Where a socket is connected, as Node.js names it. */
export interface SocketAddresses {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/**
 * Returns the key of a socket in the table: both its addresses and ports, as the kernel writes them.
 *
 * @param socket a socket of TCP
 * @param order the byte order of this machine
 * @returns the key; `undefined` if the socket is closed
 */
export function socketKey(
  { localAddress, localPort, remoteAddress, remotePort }: SocketAddresses,
  order: 'BE' | 'LE' = endianness(),
): string | undefined {
  if (localAddress === undefined || remoteAddress === undefined) return undefined;
  const place = (address: string, port = 0): string =>
    `${hexAddress(address, order)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return `${place(localAddress, localPort)} ${place(remoteAddress, remotePort)}`;
}

/** An address in words of 32 bits, each in the byte order of the machine. */
function hexAddress(address: string, order: 'BE' | 'LE'): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address);
  const words: string[] = [];
  for (let from = 0; from < bytes.length; from += 4) {
    const word = bytes.slice(from, from + 4);
    words.push(Buffer.from(order === 'LE' ? word.reverse() : word).toString('hex'));
  }
  return words.join('').toUpperCase();
}

const ipv4Bytes = (address: string): number[] => address.split('.').map(Number);

function ipv6Bytes(address: string): number[] {
  const [plain = ''] = address.split('%', 1); // without its zone
  const [head = '', tail] = plain.split('::');
  const first = groupBytes(head);
  if (tail === undefined) return first;
  const last = groupBytes(tail);
  return [...first, ...new Array<number>(16 - first.length - last.length).fill(0), ...last];
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return ipv4Bytes(group);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
