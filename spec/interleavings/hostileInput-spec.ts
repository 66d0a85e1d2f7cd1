import { connect } from 'node:net';
import fc from 'fast-check';
import { issue } from '../../testkit/certificates';
import type { Client } from '../helpers/client';
import { pemFile } from '../helpers/pemFile';
import { TestServer } from '../helpers/testServer';
import { checked, timeout } from './checked';
import { type Attack, carryOut, KINDS } from './hostileInput';

const LIMIT = { runs: 8, within: 1200 };

/** How many do not go on with what they have begun, all the time, for each beginning. */
const HELD = 4;
const BEGINNINGS = ['\x16\x03', '\x16\x03\x01\x02\x00\x01', 'GET /', 'GET /ch', 'GET /chat HTTP/1.1\r\nUpgrade: webso'];

const own = issue('localhost');

/** A server with all transports, and two in a room of their own, which those without a name cannot be seen in. */
async function neighbours(): Promise<{ server: TestServer; talk: () => Promise<void> }> {
  const server = await TestServer.start({ tlsCert: pemFile(own), greetingDelay: 3000, lineRate: 0 });
  const pair = [await server.named('alice'), await server.named('bob')] as const;
  for (const client of pair) client.send('/join own', `/ready`);
  for (const client of pair) await client.linesUntil((line) => line.startsWith('ERR unknown_command'));
  pair[1].send('ready');
  for (const client of pair) await client.linesUntil((line) => line === 'bob: ready');
  let said = 0;
  const says = async (name: string, client: Client): Promise<void> => {
    const line = `line ${(said += 1)}`;
    client.send(line);
    for (const each of pair) await each.gets(`${name}: ${line}`);
  };
  const talk = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      await says('alice', pair[0]);
      await says('bob', pair[1]);
    }
  };
  return { server, talk };
}

// Bytes behind the recognition of text are tried in robustness-spec.ts and anyBytes-spec.ts.
describe('while two in a room of their own miss nothing, the server is rid of', () => {
  const kinds = Object.entries<fc.Arbitrary<Attack>>(KINDS);

  it.each(kinds)(
    '%s',
    async (_, attack) => {
      const { server, talk } = await neighbours();
      const held = BEGINNINGS.flatMap((bytes) =>
        Array.from({ length: HELD }, () => {
          const socket = connect({ port: server.port, host: '127.0.0.1' }).on('error', () => undefined);
          socket.write(bytes, 'latin1');
          return socket;
        }),
      );
      const property = fc.asyncProperty(fc.array(attack, { minLength: 1, maxLength: 4 }), async (attacks) => {
        const [answers] = await Promise.all([Promise.all(attacks.map((each) => carryOut(server.port, each))), talk()]);
        for (const [index, { answer }] of attacks.entries()) expect(answers[index]).toMatch(answer);
      });
      await checked(property, LIMIT);
      for (const socket of held) socket.resetAndDestroy(); // an end would be that of a line
      await talk();
      await server.until('chat_connected_clients', (count) => count === 2);
      expect(await server.metric('chat_messages_total{type="register"}')).toBe(2);
      expect(await server.metric('chat_disconnections_total{reason="internal_error"}')).toBe(0);
      expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
    },
    timeout(LIMIT),
  );
});
