import { networkInterfaces } from 'node:os';

/** Whether this machine has IPv6, which many containers have not: its loopback has the address ::1. */
export const HAS_IPV6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
