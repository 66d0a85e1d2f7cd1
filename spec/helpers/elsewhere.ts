import { HAS_IPV6 } from './ipv6';

/**
 * A client with another address than 127.0.0.1, and where the server has to listen for it. Only Linux has all of 127.0.0.0/8, so
 * that is for machines without IPv6.
 */
export const ELSEWHERE = HAS_IPV6
  ? { host: '::', client: { host: '::1' } }
  : { host: '127.0.0.1', client: { localAddress: '127.0.0.2' } };
