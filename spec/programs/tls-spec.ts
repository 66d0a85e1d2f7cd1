import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../testkit/eventually';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { haproxy, recipes } from './haproxy';

const folder = mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? '/tmp', 'tls-programs-'));

/** Runs a command of the shell in the folder of the certificates. */
function shell(script: string): void {
  const { status, stderr } = spawnSync('bash', ['-euc', script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Makes a root, a certificate between, and one of the server, in fullchain.pem and privkey.pem; all by openssl. */
const makeChain = (): void =>
  shell(`
    new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null; }
    printf 'basicConstraints=critical,CA:TRUE\\n' > ca.ext
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\n' > own.ext
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Root -keyout root.key -out root.pem -days 30 2>/dev/null
    new between Between; openssl x509 -req -in between.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile ca.ext -out between.pem 2>/dev/null
    new own localhost; openssl x509 -req -in own.csr -CA between.pem -CAkey between.key -CAcreateserial -days 20 -extfile own.ext -out own.pem 2>/dev/null
    cat own.pem between.pem > fullchain.pem; cp own.key privkey.pem
  `);

const withTls = (...args: readonly string[]): Promise<Program> =>
  Program.listening([`--tls-cert=${folder}/fullchain.pem`, `--tls-key=${folder}/privkey.pem`, ...args]);

beforeAll(makeChain);

it('openssl, ncat and nc meet in a room, each as docs/operations.md has it', async () => {
  const server = await withTls();
  const openssl = new Program('openssl', [
    ...['s_client', '-quiet', '-verify_return_error', '-CAfile', join(folder, 'root.pem')],
    ...['-connect', `localhost:${server.port}`],
  ]);
  await openssl.until(() => openssl.stdout.endsWith('Enter username:\n'), 'the prompt');
  openssl.type('alice\n');
  await openssl.until(() => openssl.stdout.endsWith('alice joined\n'), 'the name');
  const ncat = new Program('ncat', ['--ssl', '127.0.0.1', String(server.port)]);
  ncat.type('bob\n');
  await ncat.until(() => ncat.stdout.endsWith('bob joined\n'), 'the name');
  const carol = await Client.named('carol', server.port);
  carol.send('hello');
  for (const program of [openssl, ncat])
    await program.until(() => program.stdout.endsWith('carol: hello\n'), 'the line');
  ncat.type('hi\n');
  await openssl.until(() => openssl.stdout.endsWith('bob: hi\n'), 'the answer');
  await carol.gets('carol: hello', 'bob: hi');
  expect(await server.metric('chat_tls_handshakes_total')).toBe(2);
});

it('a client that does not trust the certificate is counted as that', async () => {
  const server = await withTls();
  const stranger = new Program('openssl', ['s_client', '-verify_return_error', '-connect', `localhost:${server.port}`]);
  await stranger.exit;
  const rejected = 'chat_tls_handshake_failures_total{reason="rejected_by_client"}';
  await eventually(
    async () => (await server.metric(rejected)) === 1,
    () => 'the alert was not counted',
  );
});

it('a renegotiation ends the client that asks for it, and nobody else', async () => {
  const server = await withTls();
  const openssl = new Program('openssl', ['s_client', '-tls1_2', '-connect', `localhost:${server.port}`]);
  await openssl.until(() => openssl.stdout.endsWith('Enter username:\n'), 'the prompt');
  openssl.type('R\n');
  await openssl.exit;
  expect(await server.metric('chat_disconnections_total{reason="wrong_protocol"}')).toBe(1);
  await Client.named('alice', server.port);
});

it('a renewed certificate is read at SIGHUP', async () => {
  const server = await withTls();
  const expiry = (): Promise<number> => server.metric('chat_tls_certificate_expiry_timestamp_seconds');
  const before = await expiry();
  shell(
    'openssl x509 -req -in own.csr -CA between.pem -CAkey between.key -CAcreateserial -days 25 -extfile own.ext -out own.pem 2>/dev/null',
  );
  shell('cat own.pem between.pem > next.pem');
  renameSync(join(folder, 'next.pem'), join(folder, 'fullchain.pem'));
  server.kill('SIGHUP');
  await eventually(
    async () => (await expiry()) > before,
    () => 'the certificate is still the old one',
  );
  expect(readFileSync(join(folder, 'fullchain.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
});

it('HAProxy passes TLS on, as docs/operations.md has it, with the address of the client', async () => {
  const server = await withTls('--proxy-from=127.0.0.1', '--plain=refuse');
  const recipe = recipes('haproxy').find((text) => text.includes('passes TLS on'));
  const port = await haproxy(recipe!, server.port);
  let openssl: Program | undefined;
  await eventually(
    async () => {
      openssl = new Program('openssl', ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`, '-bind', '127.0.0.9:0']);
      openssl.type('alice\n');
      await Promise.race([openssl.exit, openssl.until(() => openssl!.stdout.includes('alice joined\n'), 'the name')]);
      return openssl.stdout.includes('alice joined\n');
    },
    () => `nobody came in: ${openssl?.stderr ?? ''}`,
  );
  expect(server.log.find(({ event }) => event === 'registered')).toMatchObject({ remote_addr: '127.0.0.9' });
});
