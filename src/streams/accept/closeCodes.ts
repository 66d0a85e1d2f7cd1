import type { EndReason } from '../model/message';

/** A status code of a WebSocket that closes (RFC 6455, 7.4, and the registry of IANA). */
export type CloseCode = 1000 | 1001 | 1002 | 1003 | 1007 | 1008 | 1009 | 1011 | 1012 | 1013;

/** The status code for each reason for which the server ends a connection; the reason in words is the reason itself. */
export const CLOSE_CODES: Readonly<Record<EndReason, CloseCode>> = {
  exit: 1000, // done
  shutdown: 1001, // going away: come back
  http: 1002, // a protocol error
  tls: 1002,
  ssh: 1002,
  proxy: 1002,
  registration_timeout: 1008, // against the rules here
  idle_timeout: 1008,
  too_many_connections: 1008,
  internal_error: 1011, // a fault of the server
  restarting: 1012, // the server starts anew: come back
  node_lost: 1012, // it starts anew for its clients
  server_full: 1013, // try again later
  server_busy: 1013,
};

/** What a client can do wrong in its frames, with the status code that says so. */
export const FRAME_FAULTS = {
  not_a_frame: 1002,
  binary: 1003,
  invalid_utf8: 1007,
  too_many_fragments: 1008,
  message_too_long: 1009,
} as const satisfies Record<string, CloseCode>;
export type FrameFault = keyof typeof FRAME_FAULTS;
