import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';
import { NatsServers } from '../../testkit/natsServers';

describe('an upgrade of servers that share JetStream', () => {
  let nats: NatsServers;
  let folder: string;

  /** The program as another release has it, in which a file is different. */
  const release = (file: string): string => {
    const project = join(folder, file.replaceAll('/', '-'));
    cpSync(dirname(build()), project, { recursive: true, verbatimSymlinks: true });
    appendFileSync(join(project, 'dist', file), '// of another release');
    return join(project, 'dist');
  };
  const started = (dist: string, name: string): Program => {
    const settings = [...ON_FREE_PORTS, '--log-format=json', `--nats=${nats.urls}`, `--node=${name}`];
    return new Program(process.execPath, [join(dist, 'server.js'), ...settings]);
  };
  const ready = async (dist: string, name: string): Promise<Program> => {
    const program = started(dist, name);
    await program.listens();
    return program;
  };

  beforeEach(async () => {
    nats = await NatsServers.start();
    folder = mkdtempSync(join(tmpdir(), 'rxchat-releases-'));
  });
  afterEach(async () => {
    await Program.endAll();
    await nats.stop();
    rmSync(folder, { recursive: true });
  });

  it('goes from one to the next if the fold is the same in both releases', async () => {
    const a = await ready(build(), 'a');
    const b = await ready(build(), 'b');
    const alice = await Client.named('alice', a.port);
    await b.stop();
    const next = await ready(release('run/command.js'), 'b');
    const bob = await Client.named('bob', next.port);
    bob.send('hello');
    await alice.linesUntil((line) => line === 'bob: hello');
  });

  it('is refused beside others if the fold is another one, and has all that was there once they have stopped', async () => {
    const a = await ready(build(), 'a');
    const alice = await Client.named('alice', a.port);
    alice.send('/join dev', '/topic rain', '/topic');
    await alice.linesUntil((line) => line === 'TOPIC: rain');

    const other = release('streams/reduce/topics.js');
    const refused = started(other, 'b');
    expect(await refused.exit).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toMatch(
      /^rxchat: the nodes that share the log would come to differ from this one: they are version \S+ with Unicode \S+ \(fold \w+\), and this is version \S+ with Unicode \S+ \(fold \w+\); stop all of them before this one starts$/m,
    );
    alice.send('still here');
    await alice.linesUntil((line) => line === 'alice: still here');

    await a.stop();
    const next = await ready(other, 'b');
    const bob = await Client.named('bob', next.port);
    bob.send('/join dev', '/topic');
    await bob.linesUntil((line) => line === 'TOPIC: rain');
  });
});
