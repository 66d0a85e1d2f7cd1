import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../../testkit/eventually';
import { Crowd } from '../demo/person';
import { becomesHealthy, docker, evaluate, inspect, succeeds } from './docker';
import { Project } from './project';
import { unitAsSeccomp } from './seccomp';

/** There is no stand-in for Grafana; where real images can be had, it runs like the others. */
const SERVICES = [
  ...['chat', 'prometheus', 'alertmanager'],
  ...(process.env['LOCAL_ENGINE_IN_USE'] === 'yes' ? [] : ['grafana']),
];
const PROJECT = 'rxchat-check';

describe('docker-compose.yml on a real engine', { timeout: 1_800_000 }, () => {
  let project: Project;
  const container = (service: string): string => project.container(service);
  const server = (): { host: string; port: number } => project.address('chat');

  before(async () => {
    project = await Project.up(PROJECT, SERVICES);
  });
  afterEach(async (context) => {
    if ('passed' in context && !context.passed) await project.tell();
  });
  after(() => project.down());

  for (const service of SERVICES) {
    it(`makes ${service} healthy`, () => becomesHealthy(container(service), 120_000));

    it(`gives ${service} no root, no capability and nothing to write to`, () => project.isConfined(service));
  }

  it('runs the server as node, on a root that is read-only, with no way to more rights', async () => {
    const script = `
      const fs = require('node:fs');
      const status = fs.readFileSync('/proc/1/status', 'utf8');
      const field = (name) => new RegExp('^' + name + ':\\\\s+(\\\\S+)', 'm').exec(status)[1];
      const refused = ['/x', '/app/x', '/tmp/x', '/home/node/x'].map((path) => {
        try { fs.writeFileSync(path, ''); return path; } catch (error) { return error.code; }
      });
      console.log(JSON.stringify([process.getuid(), field('Uid'), field('CapEff'), field('NoNewPrivs'), ...refused]));`;
    const found = JSON.parse(await succeeds(evaluate(container('chat'), script))) as unknown;
    assert.deepEqual(found, [1000, '1000', '0000000000000000', '1', 'EROFS', 'EROFS', 'EROFS', 'EROFS']);
  });

  it('has what the server needs to run, and nothing that it was built and tested with', async () => {
    const has = async (name: string): Promise<boolean> =>
      (await evaluate(container('chat'), `require.resolve(${JSON.stringify(name)})`)).status === 0;
    for (const name of ['rxjs', 'winston', 'prom-client']) assert.ok(await has(name), name);
    for (const name of ['typescript', 'jest', 'vega']) assert.ok(!(await has(name)), name);
  });

  it('has a health check that says no where nobody answers', async () => {
    const check = ['node', '/app/healthcheck.mjs'];
    assert.equal(await succeeds(docker('exec', container('chat'), ...check)), '200 ready');
    const { status, output } = await docker('exec', '--env', 'CHAT_METRICS_PORT=1', container('chat'), ...check);
    assert.equal(status, 1);
    assert.match(output, /^no answer from 127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  it('takes settings that were changed, a profile and a heap snapshot, as docs/runbooks.md has it, and disconnects nobody', async () => {
    const chat = container('chat');
    const alice = await new Crowd(server()).named('alice');
    const says = (event: string, count = 1): Promise<unknown> =>
      eventually(
        async () => (await succeeds(docker('logs', chat))).split(`"event":"${event}"`).length > count,
        () => `the log has no ${event}`,
        60_000,
      );
    await succeeds(docker('exec', chat, 'sh', '-c', 'command -v node cat tar sh'));
    assert.match(
      await succeeds(docker('exec', chat, 'node', 'dist/server.js', 'check-config')),
      /take these settings$/,
    );
    await succeeds(project.compose('kill', '-s', 'HUP', 'chat'));
    await says('reloaded');
    await succeeds(project.compose('kill', '-s', 'USR2', 'chat'));
    await says('diagnostics');
    await succeeds(project.compose('kill', '-s', 'USR1', 'chat'));
    await says('diagnostics', 2);
    const files = (await succeeds(docker('exec', chat, 'sh', '-c', 'tar -C /diagnostics -c . | tar -t'))).split('\n');
    for (const ending of ['heapsnapshot', 'cpuprofile'])
      assert.equal(files.filter((name) => name.endsWith(ending)).length, 1);
    await succeeds(docker('exec', chat, 'sh', '-c', 'rm /diagnostics/*'));
    const bye = alice.hears((line) => line === 'Bye');
    await Promise.all([alice.leave(), bye]);
  });

  it('holds a conversation through the published port', async () => {
    const crowd = new Crowd(server());
    const alice = await crowd.named('alice');
    const bob = await crowd.named('bob');
    const heard = [alice, bob].map((person) => person.hears((line) => line === 'alice: hello'));
    alice.say('hello');
    await Promise.all(heard);
    const left = bob.hears((line) => line === 'SYSTEM: alice left');
    const bye = alice.hears((line) => line === 'Bye');
    await Promise.all([alice.leave(), bye, left]);
    await bob.leave();
  });

  it('fills the dashboard when asked to', async () => {
    const output = await succeeds(project.compose('run', '--rm', 'demo', '--seconds', '6'));
    assert.match(output, /100 %  [\d,]+ lines said/);
  });

  it('has a Prometheus that scrapes the chat and runs all rules', async () => {
    interface Answer {
      readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
    }
    interface Groups {
      readonly data: { readonly groups: readonly { readonly rules: readonly { name: string; health: string }[] }[] };
    }
    const { data } = await project.get<Answer>('prometheus', '/api/v1/query?query=up%7Bjob%3D%22rxchat%22%7D');
    assert.deepEqual(
      data.result.map(({ value }) => value[1]),
      ['1'],
    );
    const rules = (await project.get<Groups>('prometheus', '/api/v1/rules')).data.groups.flatMap(
      (group) => group.rules,
    );
    assert.ok(rules.length > 10);
    for (const { name, health } of rules) assert.equal(health, 'ok', name);
  });

  if (SERVICES.includes('grafana')) {
    it('has a Grafana that shows the dashboard to anybody, with its data', async () => {
      const { dashboard } = await project.get<{ dashboard: { title: string } }>('grafana', '/api/dashboards/home');
      assert.equal(dashboard.title, 'rxchat');
      const query = '/api/datasources/proxy/uid/prometheus/api/v1/query?query=chat_rooms';
      const { data } = await project.get<{ data: { result: readonly unknown[] } }>('grafana', query);
      assert.equal(data.result.length, 1);
    });
  }

  it('tells everybody when it is stopped, and ends with status 0 well within its grace', async () => {
    const crowd = new Crowd(server());
    const alice = await crowd.named('alice');
    const told = alice.hears((line) => line === 'SYSTEM: server is shutting down');
    const begin = performance.now();
    await Promise.all([told, succeeds(docker('stop', '-t', '15', container('chat')))]);
    assert.ok(performance.now() - begin < 10_000);
    assert.equal(await inspect(container('chat'), '{{.State.ExitCode}}'), '0');
    const lastLine = await succeeds(docker('logs', '--tail', '1', container('chat')));
    assert.match(lastLine, /"event":"shutdown","drained":1,"closed":0/);
  });

  it('needs no system call that the systemd unit forbids', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rxchat-seccomp-'));
    const profile = join(folder, 'seccomp.json');
    writeFileSync(profile, JSON.stringify(await unitAsSeccomp()));
    const id = `${PROJECT}-confined`;
    const confined = [
      '--security-opt',
      `seccomp=${profile}`,
      '--security-opt',
      'no-new-privileges',
      '--cap-drop',
      'ALL',
    ];
    const published = ['--publish', '127.0.0.1::5000'];
    try {
      await succeeds(docker('run', '--detach', '--name', id, '--read-only', ...published, ...confined, 'rxchat'));
      await becomesHealthy(id, 60_000);
      const [, port] = /:(\d+)$/m.exec(await succeeds(docker('port', id, '5000'))) ?? [];
      const alice = await new Crowd({ host: '127.0.0.1', port: Number(port) }).named('alice');
      const bye = alice.hears((line) => line === 'Bye');
      await Promise.all([alice.leave(), bye]);
      await succeeds(docker('stop', '-t', '15', id));
      assert.equal(await inspect(id, '{{.State.ExitCode}}'), '0');
    } finally {
      await docker('rm', '--force', id);
      rmSync(folder, { recursive: true });
    }
  });
});
