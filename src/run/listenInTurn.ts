import type { AddressInfo } from 'node:net';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';

/** What can listen: a listener of the chat or of the metrics. */
export interface Listener {
  listen(host: string, port: number): Promise<AddressInfo>;
}

/** What can take over a socket that listens already. If that is of another kind, it has no port. */
export interface Successor {
  listenOn(fd: number): Promise<AddressInfo | string | null>;
}

/** The number of ports after the default one that are tried if the default one is in use. */
const NEXT_PORTS = 20;

/** The addresses that stand for all addresses of the machine: of both families, and of IPv4 alone. */
const ALL = '::';
const ALL_IPV4 = '0.0.0.0';

/** The system errors of a machine without IPv6. */
const WITHOUT_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'EPROTONOSUPPORT'];

/** The ports after a port, which are tried in turn if it is in use. */
export const nextPorts = (port: number): readonly number[] =>
  Array.from({ length: NEXT_PORTS }, (_, index) => port + 1 + index).filter((next) => next < 2 ** 16);

/**
 * Listens on the first of several ports that is not in use. For the address `::` on a machine without IPv6, it listens
 * on all addresses of IPv4.
 *
 * @param listener the listener; it has to accept another call after an error
 * @param host an address or a host name of this machine
 * @param port the port; 0 picks a free one
 * @param others the ports to try in turn if that port is in use
 * @returns the address in use
 * @throws the system error of the first port if all are in use, and any other error at once
 */
export async function listenInTurn(
  listener: Listener,
  host: string,
  port: number,
  others: readonly number[],
): Promise<AddressInfo> {
  let inUse: unknown;
  for (const candidate of [port, ...others]) {
    try {
      return await listenOnFamilies(listener, host, candidate);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      inUse ??= error;
    }
  }
  throw inUse;
}

/**
 * Listens on a socket that was passed to this process.
 *
 * @param listener the listener
 * @param fd the descriptor of the socket
 * @returns the address in use
 * @throws SettingsError if it is no TCP socket that listens
 */
export async function listenOnPassed(listener: Successor, fd: number): Promise<AddressInfo> {
  const needed = 'it has to be a TCP socket that listens, as by ListenStream=PORT with Accept=no';
  const address = await listener.listenOn(fd).catch((error: unknown) => {
    const why = messageOf(error);
    throw new SettingsError(`the socket that was passed as descriptor ${fd} cannot be used (${why}): ${needed}`);
  });
  if (address === null || typeof address === 'string')
    throw new SettingsError(`the socket that was passed as descriptor ${fd} has no port: ${needed}`);
  return address;
}

async function listenOnFamilies(listener: Listener, host: string, port: number): Promise<AddressInfo> {
  try {
    return await listener.listen(host, port);
  } catch (error) {
    if (host !== ALL || !WITHOUT_IPV6.includes(codeOf(error) ?? '')) throw error;
    return listener.listen(ALL_IPV4, port);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
