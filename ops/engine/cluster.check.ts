import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../../testkit/eventually';
import { Crowd, type Person } from '../demo/person';
import { becomesHealthy, docker, inspect, succeeds } from './docker';
import { Project } from './project';

const NATS = ['nats-1', 'nats-2', 'nats-3'];
const NODES = ['chat-a', 'chat-b'];
const SERVICES = [...NATS, ...NODES, 'haproxy', 'prometheus'];

/** How long a newcomer may take to be led to a node that serves, and a quorum to find together again, in ms. */
const LONGEST = 30_000;

/** Answers of Prometheus to a query. */
interface Answer {
  readonly data: { readonly result: readonly { readonly metric: { readonly instance: string } }[] };
}

describe('the cluster of docker-compose.yml on a real engine', { timeout: 1_800_000 }, () => {
  let project: Project;
  let crowd: Crowd;

  before(async () => {
    project = await Project.up('rxchat-cluster-check', SERVICES);
    crowd = new Crowd(project.address('haproxy'));
  });
  afterEach(async (context) => {
    crowd.disperse();
    if ('passed' in context && !context.passed) await project.tell();
  });
  after(() => project.down());

  /** The node that has let somebody in, by its log. */
  const nodeOf = async (name: string): Promise<string> => {
    const logs = await Promise.all(NODES.map((node) => project.logOf(node)));
    return NODES[logs.findIndex((log) => log.includes(`"user":"${name}"`))] ?? assert.fail(`${name} is on no node`);
  };
  /** Two people on two nodes, who have seen each other come. */
  const pair = async (one: string, other: string): Promise<[Person, Person]> => {
    const first = await crowd.named(one);
    const joined = first.hears((line) => line === `SYSTEM: ${other} joined`);
    const second = await crowd.named(other);
    await joined;
    assert.notEqual(await nodeOf(one), await nodeOf(other));
    return [first, second];
  };
  const heardByBoth = async ([first, second]: [Person, Person], line: string, name: string): Promise<void> => {
    const heard = [first, second].map((person) => person.hears((said) => said === `${name}: ${line}`));
    first.say(line);
    await Promise.all(heard);
  };

  for (const service of SERVICES) {
    it(`makes ${service} healthy`, () => becomesHealthy(project.container(service), 120_000));

    it(`gives ${service} no root, no capability and nothing to write to`, () => project.isConfined(service));
  }

  it('is one chat, in which a node knows the addresses of its clients', async () => {
    const people = await pair('alice', 'bob');
    await heardByBoth(people, 'hello', 'alice');
    const proxy = await inspect(
      project.container('haproxy'),
      '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
    );
    for (const name of ['alice', 'bob']) {
      const log = await project.logOf(await nodeOf(name));
      const [, address] = new RegExp(`"remote_addr":"([^"]+)","user":"${name}"`).exec(log) ?? [];
      assert.ok(address !== undefined && address !== proxy, String(address));
    }
  });

  it('moves people away from a node that restarts, and takes nobody in there meanwhile', async () => {
    const [carol, dave] = await pair('carol', 'dave');
    const node = await nodeOf('carol');
    const moved = carol.hears((line) => line === 'SYSTEM: this server restarts; connect again');
    const left = dave.hears((line) => line === 'SYSTEM: carol left');
    const stopped = succeeds(docker('stop', '-t', '15', project.container(node)));
    const isDrained = async (): Promise<boolean> => / is DOWN, reason: .*503/.test(await project.logOf('haproxy'));
    await eventually(isDrained, () => `haproxy still sends clients to ${node}`);
    assert.ok(carol.here, 'carol was sent away before the balancer had seen anything');
    const erin = await crowd.named('erin');
    assert.equal(await nodeOf('erin'), await nodeOf('dave'));
    await Promise.all([moved, left, stopped]);
    assert.equal(await inspect(project.container(node), '{{.State.ExitCode}}'), '0');
    await heardByBoth([erin, dave], 'still here', 'erin');
    await succeeds(docker('start', project.container(node)));
    await becomesHealthy(project.container(node), 60_000);
    await eventually(
      async () => (await project.logOf('haproxy')).includes(`/${node.slice(-1)} is UP`),
      () => `haproxy sends no clients to ${node}`,
      LONGEST,
    );
    crowd.disperse();
  });

  it('goes on without one of the three servers of NATS', async () => {
    const people = await pair('frank', 'grace');
    for (const nats of NATS) {
      await succeeds(docker('kill', project.container(nats)));
      await heardByBoth(people, `without ${nats}`, 'frank');
      await succeeds(docker('start', project.container(nats)));
      await becomesHealthy(project.container(nats), 60_000);
    }
  });

  it('has a Prometheus that scrapes the nodes and haproxy', async () => {
    const query = encodeURIComponent('up{job=~"rxchat|haproxy"} == 1');
    const seen = async (): Promise<string> => {
      const { data } = await project.get<Answer>('prometheus', `/api/v1/query?query=${query}`);
      return data.result
        .map(({ metric }) => metric.instance)
        .sort()
        .join(' ');
    };
    const wanted = 'chat-a:9090 chat-b:9090 chat:9090 haproxy:8405';
    await eventually(
      async () => (await seen()) === wanted,
      () => `not ${wanted} are up`,
      LONGEST,
    );
  });
});
