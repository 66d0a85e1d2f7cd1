import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { run } from '../../testkit/run';
import { filesIn, textOf } from './files';
import { faultsOf, type Manifest } from './manifest';

/** How long a server that stops waits until the others know it, in seconds: LEAVE_TIMEOUT_MS of src/run/natsJournal.ts. */
const LEAVING = 2;

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

type Labels = Readonly<Record<string, string>>;

interface Servers extends Manifest {
  readonly spec: {
    readonly serviceName: string;
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: { readonly runAsNonRoot: boolean };
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string; readonly configMap: { readonly name: string } }[];
      };
    };
  };
}

interface Service extends Manifest {
  readonly spec: {
    readonly selector: Labels;
    readonly clusterIP?: string;
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

interface Budget extends Manifest {
  readonly spec: { readonly maxUnavailable: number; readonly selector: { readonly matchLabels: Labels } };
}

interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

const manifests = filesIn('ops/kubernetes').flatMap((path) =>
  parseAllDocuments(textOf(path)).map((document) => document.toJS() as Manifest),
);
const named = (kind: string, name = 'rxchat'): Manifest =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name) ?? assert.fail(`no ${kind} ${name}`);

describe('ops/kubernetes', () => {
  const servers = named('StatefulSet') as Servers;
  const { spec: pod } = servers.spec.template;
  const [chat] = pod.containers;
  const settings = (named('ConfigMap') as ConfigMap).data['rxchat.env'] ?? '';
  const setting = (variable: string): number => Number(new RegExp(`^${variable}=(\\d+)$`, 'm').exec(settings)?.[1]);

  for (const manifest of manifests) {
    it(`has a ${manifest.kind} ${manifest.metadata.name} that the API of Kubernetes takes`, () => {
      assert.deepEqual(faultsOf(manifest), []);
    });
  }

  it('would not pass with a field that is unknown, missing or of another type', () => {
    const [budget, service] = [named('PodDisruptionBudget') as Budget, named('Service') as Service];
    const faulty: readonly (readonly [Manifest, RegExp])[] = [
      [{ ...budget, spec: { ...budget.spec, maxUnavalable: 1 } } as Manifest, /maxUnavalable/],
      [{ ...service, spec: { ...service.spec, ports: [{ name: 'chat' }] } } as Manifest, /port/],
      [{ ...servers, spec: { ...servers.spec, replicas: '2' } } as unknown as Manifest, /replicas/],
    ];
    for (const [manifest, fault] of faulty) assert.match(faultsOf(manifest).join('\n'), fault);
  });

  it('fits together: selectors, services, ports and the settings that are mounted', () => {
    const { labels } = servers.spec.template.metadata;
    const [front, nodes] = [named('Service') as Service, named('Service', 'rxchat-nodes') as Service];
    const budget = (named('PodDisruptionBudget') as Budget).spec.selector.matchLabels;
    for (const selector of [servers.spec.selector.matchLabels, front.spec.selector, nodes.spec.selector, budget]) {
      assert.deepEqual(selector, labels);
    }
    assert.equal(servers.spec.serviceName, nodes.metadata.name);
    assert.equal(nodes.spec.clusterIP, 'None');
    const ports = new Map(chat.ports.map(({ name, containerPort }) => [name, containerPort]));
    for (const { port, targetPort } of [...front.spec.ports, ...nodes.spec.ports])
      assert.equal(ports.get(targetPort), port);
    const probes = [chat.startupProbe, chat.livenessProbe, chat.readinessProbe];
    for (const { httpGet } of probes) assert.equal(httpGet.port, 'metrics');
    assert.deepEqual(
      chat.volumeMounts.map(({ name }) => name),
      pod.volumes.map(({ name }) => name),
    );
    assert.equal(pod.volumes[0]?.configMap.name, named('ConfigMap').metadata.name);
    const file = chat.env.find(({ name }) => name === 'CHAT_SETTINGS_FILE')?.value;
    assert.equal(file, `${String(chat.volumeMounts[0]?.mountPath)}/rxchat.env`);
  });

  it('has settings that the server takes, for every name that a pod can have', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rxchat-kubernetes-'));
    const file = join(folder, 'rxchat.env');
    writeFileSync(file, settings);
    try {
      const env = { CHAT_NODE: `${servers.metadata.name}-${String(servers.spec.replicas - 1)}` };
      const { status, output } = await run(process.execPath, ['dist/server.js', 'check-config', file], { env });
      assert.equal(status, 0, output);
      assert.doesNotMatch(output, /warning/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('kills no server that is cut off or late, and sends nobody to one that says not to', () => {
    for (const probe of [chat.startupProbe, chat.livenessProbe]) assert.equal(probe.httpGet.path, '/healthz');
    assert.equal(chat.readinessProbe.httpGet.path, '/readyz');
    assert.ok(chat.livenessProbe.periodSeconds * chat.livenessProbe.failureThreshold >= 60);
  });

  it('lets a server stop in order, after the balancer has seen that it is not ready', () => {
    const { periodSeconds, failureThreshold } = chat.readinessProbe;
    assert.ok(setting('CHAT_LAME_DUCK') > periodSeconds * failureThreshold);
    const [sleep, seconds] = chat.lifecycle.preStop.exec.command;
    assert.equal(sleep, 'sleep');
    const stopping = Number(seconds) + setting('CHAT_LAME_DUCK') + setting('CHAT_DRAIN_TIMEOUT') + LEAVING;
    assert.ok(pod.terminationGracePeriodSeconds > stopping, String(stopping));
  });

  it('leaves a server up while another one is moved', () => {
    assert.ok(servers.spec.replicas > (named('PodDisruptionBudget') as Budget).spec.maxUnavailable);
  });

  it('confines the server as the Compose file does, and pins its image to this version', () => {
    assert.ok(pod.securityContext.runAsNonRoot);
    assert.deepEqual(chat.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    assert.ok(chat.image.endsWith(`/rxchat:${version}`), chat.image);
  });
});
