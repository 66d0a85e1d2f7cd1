import { handshakeFailure } from '../../../src/streams/accept/tlsTransport';

describe('handshakeFailure', () => {
  it.each([
    ['rejected_by_client', 'error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca'],
    ['rejected_by_client', 'error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate'],
    ['rejected_by_client', 'error:0A000416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown'],
    ['no_common_version', 'error:0A000102:SSL routines:tls_early_post_process_client_hello:unsupported protocol'],
    ['no_common_version', 'error:0A0000C1:SSL routines:tls_post_process_client_hello:no shared cipher'],
    ['protocol', 'error:0A00010B:SSL routines:ssl3_get_record:wrong record'],
    ['protocol', ''],
  ])('is %s for "%s"', (failure, message) => {
    expect(handshakeFailure(new Error(message))).toBe(failure);
  });

  it('is closed for a connection that is gone', () => {
    for (const code of ['ECONNRESET', 'EPIPE']) {
      expect(handshakeFailure(Object.assign(new Error('socket hang up'), { code }))).toBe('closed');
    }
  });
});
