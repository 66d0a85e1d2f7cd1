import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../testkit/eventually';
import { freePort } from '../../testkit/freePort';
import { get } from '../../testkit/get';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { WebClient, type WebClientOptions } from '../helpers/webClient';
import { recipes } from './haproxy';

/** Runs nginx with the recipe of docs/operations.md, in front of a server; returns its port. */
async function nginx(serverPort: number): Promise<number> {
  const [recipe = ''] = recipes('nginx');
  const port = await freePort();
  const folder = mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? '/tmp', 'nginx-'));
  const location = recipe.replace('127.0.0.1:5000', `127.0.0.1:${serverPort}`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    [
      ...[
        'daemon off; master_process off;',
        `pid ${folder}/pid;`,
        'error_log stderr;',
        'events {}',
        'http {',
        'access_log off;',
      ],
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`),
      ...[`server { listen 127.0.0.1:${port};`, location, '} }', ''],
    ].join('\n'),
  );
  new Program('nginx', ['-p', folder, '-c', file, '-e', 'stderr']);
  await eventually(
    async () => (await get(port, '/').catch(() => undefined))?.status === 200,
    () => 'nginx does not serve the page',
  );
  return port;
}

afterEach(() => Client.cutAll());

it('behind nginx, as docs/operations.md has it, the page is served, and clients have their own addresses', async () => {
  const server = await Program.listening([
    '--proxy-from=127.0.0.1',
    '--connections-per-address=1',
    '--log-level=debug',
  ]);
  const port = await nginx(server.port);
  expect((await get(port, '/')).headers['content-security-policy']).toContain("default-src 'none'");

  const from = (localAddress: string): WebClientOptions => ({ localAddress });
  const ours = { headers: { host: 'chat.example.org' }, origin: 'http://chat.example.org' };
  const alice = await WebClient.open(port, { ...from('127.0.0.2'), ...ours });
  const bob = await WebClient.open(port, from('127.0.0.3'));
  alice.send('alice');
  await alice.gets('joined');
  bob.send('bob', 'hello');
  await alice.gets('"text":"hello"');
  expect(await (await WebClient.open(port, from('127.0.0.3'))).ends()).toBe('1008 too_many_connections');
  expect(await new WebClient(port, { origin: 'https://evil.example' }).refused()).toContain(
    '403 pages of https://evil',
  );
  const addresses = server.log.filter(({ event }) => event === 'connected').map(({ remote_addr }) => remote_addr);
  expect(addresses).toEqual(['127.0.0.2', '127.0.0.3']);
});
