/**
 * Why a connection ended: one of these, always. It is the field of the log, the label of the metric, and where the server
 * was the one to end it, the client's last line says the same in words.
 */
export const ENDINGS = [
  'exit', // the client sent /exit
  'end', // the client ended its side of the connection
  'reset', // the client's side is gone: ECONNRESET, EPIPE
  'timeout', // the network gave up on the client: keepalive, ETIMEDOUT
  'socket_error', // any other error of the socket
  'slow_consumer', // it took nothing from its full buffer for too long
  'registration_timeout', // it did not name itself in time
  'idle_timeout', // it said nothing for too long
  'server_full', // the server has no place left
  'server_busy', // the server was too busy to let it in
  'too_many_connections', // its address has no place left, or connects too fast
  'wrong_protocol', // it spoke HTTP, TLS or SSH, or within TLS what is none
  'internal_error', // a defect of the server, of which this client alone bears the cost
  'node_lost', // its server has lost the others with which it serves one chat
  'shutdown', // the server stopped
] as const;

export type Ending = (typeof ENDINGS)[number];

/** The error that ends the chunks of a connection that did not end in good order. */
export class ConnectionEndedError extends Error {
  override readonly name = 'ConnectionEndedError';

  constructor(
    readonly ending: Ending,
    options?: ErrorOptions,
  ) {
    super(`the connection ended: ${ending}`, options);
  }
}

/** The errors of TLS within a connection: what the client sends is none, or asks for what there is not. */
const OF_TLS = /^ERR_(?:SSL|TLS)_/;

/**
 * Names the ending that an error stands for.
 *
 * @param error what a socket, or the stream of a connection, failed with
 * @returns the ending; `internal_error` for what is not an error of the connection
 */
export function endingOf(error: unknown): Ending {
  if (error instanceof ConnectionEndedError) return error.ending;
  // Told by its fields, as Node documents a SystemError: `instanceof` holds only for errors of this realm.
  if (!(typeof error === 'object' && error !== null && 'code' in error)) return 'internal_error';
  if (typeof error.code === 'string' && OF_TLS.test(error.code)) return 'wrong_protocol';
  if (!('syscall' in error)) return 'internal_error';
  switch (error.code) {
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return 'reset';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'timeout';
    default:
      return 'socket_error';
  }
}
