import { issue } from '../../testkit/certificates';
import { pemFile } from '../helpers/pemFile';
import { Program } from '../helpers/program';
import { WebClient } from '../helpers/webClient';
import { Session } from './session';

it('nc, telnet, openssl, and WebSockets with and without TLS hold one conversation in one room, on one port', async () => {
  const pem = pemFile(issue('localhost'));
  const server = await Program.listening([`--tls-cert=${pem}`]);
  const port = String(server.port);
  const said: string[] = [];
  const people: { readonly name: string; readonly say: (line: string) => void; readonly sees: () => string }[] = [];
  const terminal = async (name: string, session: Session): Promise<void> => {
    await session.until(() => session.stdout.endsWith('Enter username:\n'), 'the prompt');
    session.type(`${name}\n`);
    await session.until(() => session.stdout.endsWith(`SYSTEM: ${name} joined\n`), 'the name');
    people.push({ name, say: (line) => session.type(`${line}\n`), sees: () => session.stdout });
  };
  const webSocket = async (name: string, scheme: 'ws' | 'wss'): Promise<void> => {
    const options = { scheme, protocols: ['rxchat.text'], rejectUnauthorized: false };
    const client = await WebClient.open(server.port, options);
    client.send(name);
    await client.gets('joined');
    people.push({ name, say: (line) => client.send(line), sees: () => `${client.lines.join('\n')}\n` });
  };
  await terminal('nc', Session.nc(server.port));
  await terminal('telnet', new Session('telnet', ['127.0.0.1', port]));
  await terminal('openssl', new Session('openssl', ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`]));
  await webSocket('ws', 'ws');
  await webSocket('wss', 'wss');
  for (const { name, say } of people) {
    const line = `${name}: grüße von ${name} 👋`;
    say(`grüße von ${name} 👋`);
    said.push(line);
    for (const other of people)
      await server.eventually(() => other.sees().includes(`${line}\n`), `${other.name} sees ${line}`);
  }
  for (const { sees } of people) {
    const lines = sees().replaceAll('\r\n', '\n').split('\n');
    expect(lines.filter((line) => /^(nc|telnet|openssl|ws|wss): /.test(line))).toEqual(said);
  }
  expect(await server.metric('chat_connected_clients')).toBe(5);
});
