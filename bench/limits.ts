import { readFileSync } from 'node:fs';
import { openFilesLimit } from '../src/run/openFiles';
import { shown } from './cases';

/** Files that each process has open beside its clients' sockets, with some to spare. */
const OTHER_FILES = 64;
/** What a client takes on both sides of its connection, in the kernel and out of it, generously: bytes. */
const BYTES_PER_CLIENT = 128 * 1024;
/** Ports to leave to others. */
const OTHER_PORTS = 200;
/** How many ports systems give out when they say nothing: 49152 to 65535, as the IANA has it. */
const DYNAMIC_PORTS = 16_384;

/** What there is of something that clients need, and how many clients that is enough for. */
export interface Limit {
  readonly name: string;
  readonly clients: number;
  /** A sentence for somebody who wants more. */
  readonly says: string;
}

/**
 * What limits the number of clients on this machine. Nothing is raised here: Node itself takes as many open files as
 * this user may have, and who may have more must say so to the system before the benchmark starts.
 */
export function limits(): readonly Limit[] {
  const files = openFilesLimit();
  const memory = process.availableMemory();
  const ports = portsOfAnAddress();
  return [
    {
      name: 'open files',
      clients: files - OTHER_FILES,
      says: `this user may open ${shown(files)} files at once (ulimit -Hn), and every client is one of them`,
    },
    {
      name: 'memory',
      clients: Math.floor(memory / BYTES_PER_CLIENT),
      says: `${shown(memory / 1024 ** 2)} MiB of memory are free, and a client with its socket buffers takes up to ${shown(BYTES_PER_CLIENT / 1024)} KiB`,
    },
    {
      name: 'ports of the loopback address',
      clients: ports - OTHER_PORTS,
      says: `the system gives out ${shown(ports)} ports for connections from 127.0.0.1 (net.ipv4.ip_local_port_range)`,
    },
  ];
}

/**
 * The first limit that so many clients would run into.
 *
 * @param clients how many
 * @param known the limits of this machine
 * @returns a sentence, or nothing where they fit
 */
export function whatStops(clients: number, known: readonly Limit[]): string | undefined {
  const [first] = known.filter((limit) => limit.clients < clients).sort((a, b) => a.clients - b.clients);
  if (!first) return undefined;
  const fit = shown(Math.max(0, first.clients));
  return `${first.name} stop ${shown(clients)} clients: ${first.says}; ${fit} clients fit`;
}

function portsOfAnAddress(): number {
  try {
    const [first = NaN, last = NaN] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .split(/\s+/)
      .map(Number);
    return last - first + 1;
  } catch {
    return DYNAMIC_PORTS;
  }
}
