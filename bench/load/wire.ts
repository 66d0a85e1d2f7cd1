/** How a client of the load speaks to the server: what it sends first, how it sends text, and how its name was answered. */
export interface Wire {
  readonly hello: string;
  /** Puts a text of whole lines into bytes, as a string of single-byte characters. */
  send(text: string): string;
  /** What the server has answered to a name: `OK`, an error, or nothing yet. */
  answer(received: string): string | undefined;
}

/** Lines as they are. */
export const TCP: Wire = {
  hello: '',
  send: (text) => text,
  answer: (received) => /^(OK|ERR .*)(?=\n)/m.exec(received)?.[1],
};

const HANDSHAKE = [
  'GET /chat HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/**
 * Messages of a WebSocket, in text. All that a client sends is masked with zeros, which leaves it as it is; what it receives is
 * looked at as if it were lines: the heads of frames have no mark, and no client has to find them.
 */
export const WS: Wire = {
  hello: HANDSHAKE,
  send: (text) => {
    const payload = text.endsWith('\n') ? text.slice(0, -1) : text;
    const { length } = payload;
    const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
    const [first = 0, ...rest] = size;
    return `${String.fromCharCode(0x81, 0x80 | first, ...rest, 0, 0, 0, 0)}${payload}`;
  },
  answer: (received) => /\r\n\r\n(?:[^]*\n)?(?:[^]*\x81(?:\x7e[^]{2}|[^]))?(OK|ERR \w+)(?!\w)/.exec(received)?.[1],
};
