import { isIP } from 'node:net';

/** What a request says of where it comes from, and how it came. */
export interface Visit {
  readonly host: string | undefined;
  /** Of which site the page is that makes it; only browsers say so. */
  readonly origin: string | undefined;
  /** Whether it came by TLS, or from a trusted proxy: then somebody has checked the name of the server. */
  readonly isVouchedFor: boolean;
}

/** Whose pages may use this server. */
export interface OriginPolicy {
  /** Origins beside the server's own, such as `https://chat.example.org`. */
  readonly origins: readonly string[];
  /** The name of this machine. */
  readonly hostname: string;
}

/**
 * Whether a request may have been meant for this server.
 *
 * A browser lets a page of evil.example speak to whatever address that name leads to, also to one that is not theirs (DNS
 * rebinding), and takes both for one site. So a name counts only if no stranger can have chosen where it leads: an
 * address, localhost, the name of this machine, names that were listed, and all for which TLS or a proxy vouches.
 */
export function isKnownHost({ host, isVouchedFor }: Visit, { origins, hostname }: OriginPolicy): boolean {
  if (host === undefined || isVouchedFor) return true; // no browser leaves it out
  const name = hostnameOf(`http://${host}`);
  if (name === undefined) return false;
  const isOwn = name === 'localhost' || name.endsWith('.localhost') || name === hostname.toLowerCase();
  return isOwn || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || origins.some((origin) => hostnameOf(origin) === name);
}

/**
 * Whether a page may open a WebSocket here. What is no browser says of no page, and may.
 *
 * @returns true for pages of this server itself and of the sites that were listed
 */
export function isAllowedOrigin(visit: Visit, policy: OriginPolicy): boolean {
  const { host, origin } = visit;
  if (origin === undefined || policy.origins.includes(origin.toLowerCase())) return true;
  return isKnownHost(visit, policy) && isSameHost(origin, host);
}

/** Whether an origin has this host; a port that goes without saying may stand there or not. */
function isSameHost(origin: string, host: string | undefined): boolean {
  const [scheme = ''] = origin.split('//', 1);
  if (host === undefined || !/^https?:$/.test(scheme)) return false;
  const [page, server] = [`${origin}/`, `${scheme}//${host}/`];
  return URL.canParse(page) && URL.canParse(server) && new URL(page).host === new URL(server).host;
}

const hostnameOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);
