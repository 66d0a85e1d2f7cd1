import type { AddressInfo } from 'node:net';

/**
 * Says where somebody can connect.
 *
 * @param chat where the chat listens
 * @param metrics where the metrics are
 * @returns a sentence for each
 */
export function listenMessages(chat: AddressInfo, metrics: AddressInfo): readonly [chat: string, metrics: string] {
  const reachable = chat.address === '0.0.0.0' || chat.address === '::' ? 'localhost' : chat.address;
  const place = ({ address, family, port }: AddressInfo): string =>
    `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  return [
    `chat is on ${place(chat)}; connect with: nc ${reachable} ${chat.port}`,
    `metrics are on http://${place(metrics)}/metrics, health on /healthz and /readyz`,
  ];
}

/** What the system says of a place where a server cannot listen; without the port where it was 0. */
type ListenError = NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string };

/**
 * Says why nobody can listen at a place.
 *
 * @param error what the system failed with
 * @returns a line that names the port or the host, and what can be done
 */
export function listenFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address = '', port, hostname = '' }: ListenError = error;
  const place = port === undefined ? address : `${address}:${port}`;
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
