import { LineClient } from '../../testkit/lineClient';
import { eventually } from '../../testkit/eventually';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { haproxy, recipes } from './haproxy';

/** Connects as soon as the proxy listens. */
const throughProxy = (port: number, localAddress: string): Promise<Client> =>
  eventually(
    async () => {
      const client = new Client({ host: '127.0.0.1', port }, { localAddress });
      return (await client.connected) ? client : undefined;
    },
    () => 'HAProxy does not listen',
  );

const TCP = recipes('haproxy').find((recipe) => recipe.includes('send-proxy-v2 check'));

afterEach(() => LineClient.cutAll());

it.each([
  ['as docs/operations.md has it', (recipe: string) => recipe],
  ['with headers of version 1', (recipe: string) => recipe.replace('send-proxy-v2', 'send-proxy')],
])('behind HAProxy, %s, clients have their own addresses, and checks leave no trace', async (_, changed) => {
  const server = await Program.listening([
    '--proxy-from=127.0.0.1',
    '--connections-per-address=1',
    '--log-level=debug',
  ]);
  const port = await haproxy(changed(TCP!).replace(/ check$/m, ' check inter 100ms fastinter 100ms'), server.port);
  const alice = await throughProxy(port, '127.0.0.2');
  alice.send('alice');
  await alice.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
  const bob = await throughProxy(port, '127.0.0.3');
  await bob.gets('Enter username:');
  const third = await throughProxy(port, '127.0.0.3');
  await third.getsEnd('ERR too_many_connections');
  bob.send('bob', '/w alice hi');
  await alice.gets('SYSTEM: bob joined', 'WHISPER bob: hi');

  const ofClients = server.log.filter(({ event }) => event === 'connected').map(({ remote_addr }) => remote_addr);
  expect(ofClients).toEqual(['127.0.0.2', '127.0.0.3']);
  const checks = async (): Promise<number> =>
    (await server.metric('chat_proxy_headers_total{result="check"}')) +
    (await server.metric('chat_proxy_headers_total{result="unnamed"}'));
  await eventually(
    async () => (await checks()) >= 5,
    () => 'there are no checks',
  );
  expect(await server.metric('chat_connections_total')).toBe(3);
  expect(server.log.filter(({ event }) => event === 'connected' || event === 'proxy_header')).toHaveLength(2);
});
