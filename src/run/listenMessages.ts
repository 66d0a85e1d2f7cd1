import { type AddressInfo, isIPv6 } from 'node:net';
import { types } from 'node:util';

/**
 * Says where the server listens and how to connect.
 *
 * @param chat where the chat listens
 * @param metrics where the metrics are
 * @param hasPage whether browsers have a page there
 * @returns a sentence for each
 */
export function listenMessages(
  chat: AddressInfo,
  metrics: AddressInfo,
  hasPage: boolean,
): readonly [chat: string, metrics: string] {
  const reachable = isWildcard(chat) ? 'localhost' : chat.address;
  const page = hasPage ? `, or in a browser: http://${hostPort({ address: reachable, port: chat.port })}` : '';
  return [
    `chat is on ${hostPort(chat)}; connect with: nc ${reachable} ${chat.port}${page}`,
    `metrics are on http://${hostPort(metrics)}/metrics, health on /healthz and /readyz`,
  ];
}

/**
 * Says under which address others reach a chat that listens on all addresses, and how to keep it private.
 *
 * @param chat where the chat listens
 * @param outer the address of this machine for others, if it has one
 * @returns a sentence; none if the chat does not listen on all addresses
 */
export function sharingMessages(chat: AddressInfo, outer: string | undefined): readonly string[] {
  if (!isWildcard(chat)) return [];
  const others =
    outer === undefined
      ? 'others reach it under the address of this machine'
      : `others connect with: nc ${outer} ${chat.port}`;
  return [`${others}; to keep it private, listen on loopback alone: --host 127.0.0.1`];
}

/**
 * Warns of ports that were in use, so that free ones were taken in their place.
 *
 * @param wanted the ports of the settings; 0 stands for any
 * @param taken the ports that are listened on
 * @returns a sentence for each that differs
 */
export function movedPortMessages(
  wanted: { readonly port: number; readonly metricsPort: number },
  taken: { readonly chatAddress: AddressInfo; readonly metricsAddress: AddressInfo },
): readonly string[] {
  const moved = (what: string, port: number, actual: number, flag: string): readonly string[] =>
    port === 0 || port === actual ? [] : [`port ${port} is in use, so ${what} on ${actual}; ${flag} chooses the port`];
  return [
    ...moved('chat is', wanted.port, taken.chatAddress.port, '--port'),
    ...moved('metrics are', wanted.metricsPort, taken.metricsAddress.port, '--metrics-port'),
  ];
}

const isWildcard = ({ address }: AddressInfo): boolean => address === '0.0.0.0' || address === '::';

/** The system's error of an address that a server cannot listen on; without the port where it was 0. */
type ListenError = NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string };

/**
 * Says why the server cannot listen.
 *
 * @param error the error of the system
 * @returns a line that names the port or the host, and what can be done
 */
export function listenFailure(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const { code, address = '', port, hostname = '' }: ListenError = error;
  const place = port === undefined ? address : hostPort({ address, port });
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use (${place}); choose another one with --port or --metrics-port`;
    case 'EACCES':
      return `port ${port} needs more rights than this user has (${place}); choose one above 1023`;
    case 'EADDRNOTAVAIL':
      return `${address} is no address of this machine; choose one with --host or --metrics-host`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${hostname} is no host name that is known here; choose one with --host or --metrics-host`;
    case undefined:
      return String(error);
    default:
      return `cannot listen on ${place}: ${error.message}`;
  }
}

/** An address with its port, as URLs have them: an IPv6 address in brackets. */
const hostPort = ({ address, port }: { address: string; port: number }): string =>
  `${isIPv6(address) ? `[${address}]` : address}:${port}`;
