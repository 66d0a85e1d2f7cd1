import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, credsAuthenticator, nkeys } from '@nats-io/transport-node';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';
import { EVENTS_PER_SNAPSHOT } from '../../src/streams/journal/snapshotDuty';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { LogWriter } from './logWriter';
import { NatsServers } from '../../testkit/natsServers';

/** The rights as docs/operations.md has them. */
const RIGHTS = /^permissions: \{[^]*?^\}$/m.exec(readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8'))![0];
const EACH = Array.from(RIGHTS.matchAll(/"([^"]+)"/g), ([, right = '']) => right);

/** Those without which no server starts, once another one has made the stream and the object store. */
const NEEDED_TO_START = EACH.filter((right) => !/CREATE|PURGE|^\$O|^\$JS\.FC/.test(right));

/** What a server is not let do without one, as its sentence begins. */
const doing = (right: string): string =>
  `${/^(live|_INBOX)/.test(right) ? 'subscribe' : 'publish'} to ${right.replace('>', '')}`;

/** A user of NATS, by a key in a file of credentials. */
class User {
  private readonly key = nkeys.createUser();
  readonly file: string;

  constructor(
    folder: string,
    name: string,
    private readonly rights: string,
  ) {
    this.file = join(folder, `${name.replaceAll(/\W/g, '_')}.creds`);
    const part = (what: string, text: string): string =>
      `-----BEGIN ${what}-----\n${text}\n------END ${what}------\n\n`;
    const seed = Buffer.from(this.key.getSeed()).toString();
    writeFileSync(this.file, part('NATS USER JWT', 'none') + part('USER NKEY SEED', seed));
  }

  get config(): string {
    return `{ nkey: ${this.key.getPublicKey()}, ${this.rights} }`;
  }
}

describe('a server with the rights that docs/operations.md has', () => {
  let folder: string;
  let nats: NatsServers;
  let writer: LogWriter | undefined;
  let all: User;
  let exact: User;
  let lacking: ReadonlyMap<string, User>;

  const started = ({ file }: User): Program =>
    Program.server([
      ...[...ON_FREE_PORTS, '--log-format=json'],
      ...[`--nats=${nats.urls}`, '--node=a', `--nats-creds=${file}`],
    ]);
  const ready = async (user: User): Promise<Program> => {
    const program = started(user);
    await program.listens();
    return program;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rxchat-rights-'));
    all = new User(folder, 'all', '');
    exact = new User(folder, 'exact', RIGHTS);
    lacking = new Map(EACH.map((right) => [right, new User(folder, right, RIGHTS.replace(`"${right}"`, ''))]));
    const users = [all, exact, ...lacking.values()].map(({ config }) => config);
    nats = await NatsServers.start(`authorization { users = [\n${users.join('\n')}\n] }`);
  });
  afterEach(async () => {
    await writer?.end();
    writer = undefined;
    await Program.endAll();
    await nats.stop();
    rmSync(folder, { recursive: true });
  });

  it('makes the stream, takes part, makes snapshots, purges, and begins with a snapshot', async () => {
    const a = await ready(exact);
    const connection = await connect({
      servers: nats.urls.split(','),
      authenticator: credsAuthenticator(readFileSync(all.file)),
    });
    writer = await LogWriter.join(connection);
    for (const times of [1, 2, 3]) {
      await writer.append(
        Array.from({ length: EVENTS_PER_SNAPSHOT }, (_, client): ChatEvent => ({
          type: 'lineReceived',
          client,
          text: 'x',
        })),
      );
      const made = (): boolean =>
        a.log.filter(({ message }) => /^a snapshot .* is made/.test(String(message))).length >= times;
      await a.until(made, 'a snapshot', 60_000);
    }
    await a.stop();
    expect(a.log.filter(({ level }) => level !== 'info')).toEqual([]);
    const next = await ready(exact);
    expect(next.log.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^the log is read from the snapshot/),
    );
    const alice = await Client.named('alice', next.port);
    await writer.leaveAs('a', 'b');
    alice.send('hello');
    await alice.linesUntil((line) => line === 'alice: hello');
    expect(next.log.map(({ message }) => message)).not.toContain('a has left');
  });

  it('says which of them is missing, if it cannot start without it', async () => {
    await (await ready(exact)).stop();
    for (const right of NEEDED_TO_START) {
      const program = started(lacking.get(right)!);
      expect(await program.exit).toEqual({ code: 1, signal: null });
      expect(program.stderr).toContain(`rxchat: the NATS servers do not let this node ${doing(right)}`);
    }
  });
});
