import assert from 'node:assert/strict';
import type { Ended } from '../../testkit/run';
import { textOf } from '../verify/files';
import { composeCommand, docker, inspect, openFilesUpTo, succeeds } from './docker';

/** Other ports than those of the stack, which may be running: 0 lets the engine choose. */
const PORTS = ['RXCHAT_PORT', 'RXCHAT_CLUSTER_PORT', 'PROMETHEUS_PORT', 'ALERTMANAGER_PORT', 'GRAFANA_PORT'];
for (const variable of PORTS) process.env[variable] = '0';

/** The ports inside of the services that publish one. */
const INNER_PORTS: Readonly<Record<string, number>> = {
  chat: 5000,
  haproxy: 5000,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3000,
};

/** Services of the Compose file that run for a check, under a name of their own. */
export class Project {
  private readonly containers = new Map<string, string>();
  private readonly ports = new Map<string, number>();

  private constructor(
    private readonly name: string,
    private readonly run: (...args: string[]) => Promise<Ended>,
  ) {}

  /**
   * Builds and starts services; if that fails, says what they have said.
   *
   * @param name the name of the project
   * @param services those that are started, and what they wait for
   */
  static async up(name: string, services: readonly string[]): Promise<Project> {
    const project = new Project(name, await composeCommand());
    const wanted = Number(/RXCHAT_OPEN_FILES:-(\d+)/.exec(textOf('docker-compose.yml'))?.[1]);
    const openFiles = await openFilesUpTo(wanted);
    if (openFiles < wanted) console.log(`this engine gives no more than ${String(openFiles)} open files: with so many`);
    process.env['RXCHAT_OPEN_FILES'] = String(openFiles);
    try {
      await succeeds(project.compose('up', '--build', '--detach', ...services));
    } catch (error) {
      await project.tell();
      throw error;
    }
    await Promise.all(services.map((service) => project.find(service)));
    return project;
  }

  compose(...args: string[]): Promise<Ended> {
    return this.run('--project-name', this.name, '--profile', 'cluster', ...args);
  }

  /** The id of the container of a service. */
  container(service: string): string {
    return this.containers.get(service) ?? assert.fail(`${service} does not run`);
  }

  /** Where a service is reached from here. */
  address(service: string): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.ports.get(service) ?? assert.fail(`${service} publishes no port`) };
  }

  /** What a service answers to a request of HTTP, which is JSON. */
  async get<T>(service: string, path: string): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${String(this.address(service).port)}${path}`);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  }

  /** The log of a service. */
  logOf(service: string): Promise<string> {
    return succeeds(docker('logs', this.container(service)));
  }

  /** Nobody in the container is root or has a capability, and its root file system is read-only. */
  async isConfined(service: string): Promise<void> {
    const container = this.container(service);
    const uids = (await succeeds(docker('top', container, '-eo', 'pid,uid,args'))).split('\n').slice(1);
    assert.ok(uids.length > 0);
    for (const line of uids) assert.doesNotMatch(line, /^\s*\d+\s+0\s/);
    assert.equal(await inspect(container, '{{.HostConfig.ReadonlyRootfs}}'), 'true');
    assert.equal(await inspect(container, '{{json .HostConfig.CapDrop}}'), '["ALL"]');
  }

  /** Says what the containers do and have said, for a failure that cannot be looked at again. */
  async tell(): Promise<void> {
    for (const args of [['ps'], ['logs', '--no-color', '--tail', '40']]) {
      console.log((await this.compose(...args)).output);
    }
  }

  /** Stops all of it, and leaves nothing behind. */
  async down(): Promise<void> {
    await succeeds(this.compose('down', '--volumes', '--remove-orphans'));
  }

  private async find(service: string): Promise<void> {
    this.containers.set(service, await succeeds(this.compose('ps', '--quiet', service)));
    const inner = INNER_PORTS[service];
    if (inner === undefined) return;
    const [, published] = /:(\d+)$/m.exec(await succeeds(this.compose('port', service, String(inner)))) ?? [];
    this.ports.set(service, Number(published));
  }
}
