import { ConnectionEndedError, ENDINGS, endingOf } from '../../../src/streams/model/ending';

/** An error of a socket, as Node makes it. */
const socketError = (code: string): Error => Object.assign(new Error(`read ${code}`), { code, syscall: 'read' });

describe('endingOf', () => {
  it.each([
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ECONNABORTED', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['EHOSTUNREACH', 'timeout'],
    ['ENETUNREACH', 'timeout'],
    ['ENOBUFS', 'socket_error'],
    ['EBADF', 'socket_error'],
  ])('%s of a socket is %s', (code, ending) => {
    expect(endingOf(socketError(code))).toBe(ending);
  });

  it.each(['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'ERR_TLS_RENEGOTIATION_DISABLED'])(
    '%s, which is in no system call, is a fault of the client',
    (code) => {
      expect(endingOf(Object.assign(new Error(code), { code }))).toBe('wrong_protocol');
    },
  );

  it.each(ENDINGS)('what a connection says of itself is so: %s', (ending) => {
    expect(endingOf(new ConnectionEndedError(ending))).toBe(ending);
  });

  it.each([
    ['a defect', new TypeError('undefined is not a function')],
    ['an error of Node that no socket has', Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['an error with a call and no code', Object.assign(new Error('bad'), { syscall: 'read' })],
    ['a text', 'ECONNRESET'],
    ['nothing', undefined],
    ['null', null],
  ])('%s is a defect of the server', (_, error) => {
    expect(endingOf(error)).toBe('internal_error');
  });
});

describe('ConnectionEndedError', () => {
  it('has the ending in its message, and what led to it', () => {
    const cause = socketError('ECONNRESET');
    const error = new ConnectionEndedError('reset', { cause });
    expect(error.name).toBe('ConnectionEndedError');
    expect(error.message).toBe('the connection ended: reset');
    expect(error.cause).toBe(cause);
  });
});
