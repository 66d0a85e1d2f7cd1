import { isIP } from 'node:net';
import { plainAddress } from '../model/address';

/**
 * Finds the client behind trusted proxies by `X-Forwarded-For`, to which each proxy adds the address that it was connected
 * from.
 *
 * `forwardedFor('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', is10)` is `203.0.113.9`: what stands before that comes from
 * the client itself.
 *
 * @param address where the connection comes from
 * @param header the header, if there is one
 * @param isTrusted whether an address is that of a trusted proxy
 * @returns the first address from the right that is not a proxy's; the address itself if it is none
 */
export function forwardedFor(
  address: string,
  header: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  const hops = (header ?? '').split(',').map((hop) => withoutPort(hop.trim()));
  let client = address;
  while (isTrusted(client)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    client = plainAddress(hop);
  }
  return client;
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (hop: string): string =>
  /^\[(.*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
