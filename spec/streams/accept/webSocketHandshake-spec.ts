import { handshakeOf } from '../../../src/streams/accept/webSocketHandshake';

/** The headers of RFC 6455, 1.3. */
const HEADERS = {
  upgrade: 'WebSocket',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
};

describe('handshakeOf', () => {
  it('answers as the example of RFC 6455', () => {
    expect(handshakeOf(HEADERS)).toEqual({
      head: [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        '\r\n',
      ].join('\r\n'),
      dialect: undefined,
    });
  });

  it.each([
    ['rxchat.json', 'rxchat.json', 'json'],
    ['rxchat.text', 'rxchat.text', undefined],
    ['other,rxchat.text, rxchat.json', 'rxchat.text', undefined],
  ])('of %s chooses %s', (offered, chosen, dialect) => {
    const handshake = handshakeOf({ ...HEADERS, 'sec-websocket-protocol': offered });
    expect(handshake).toMatchObject({ dialect });
    expect((handshake as { head: string }).head).toContain(`\r\nSec-WebSocket-Protocol: ${chosen}\r\n`);
  });

  it.each([
    [{ upgrade: 'h2c' }, 400, 'Upgrade is not websocket'],
    [{ 'sec-websocket-key': 'short' }, 400, 'Sec-WebSocket-Key is not 16 bytes in base64'],
    [{ 'sec-websocket-key': undefined }, 400, 'Sec-WebSocket-Key'],
    [{ 'sec-websocket-protocol': 'mqtt' }, 400, 'the subprotocols are rxchat.json and rxchat.text'],
    [{ 'sec-websocket-protocol': 'constructor' }, 400, 'the subprotocols are'],
    [{ 'sec-websocket-version': '8' }, 426, 'version 13'],
  ])('refuses %j with %d and %s', (changes, status, says) => {
    const answer = handshakeOf({ ...HEADERS, ...changes });
    expect(answer).toMatchObject({ status });
    expect((answer as { body: Buffer }).body.toString()).toContain(says);
  });
});
