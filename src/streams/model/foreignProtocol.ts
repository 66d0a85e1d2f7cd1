/** Protocols that are not served here, recognized by what their clients send first. */
export const FOREIGN_PROTOCOLS = ['http', 'tls', 'ssh', 'proxy'] as const;
export type ForeignProtocol = (typeof FOREIGN_PROTOCOLS)[number];
