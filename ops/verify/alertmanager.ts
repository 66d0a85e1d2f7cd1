import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { freePort } from '../../testkit/freePort';
import { Program } from '../../testkit/process';
import { ALERTMANAGER_CONFIG, yamlOf } from './files';
import { findAlertmanager } from './programs';

/** An alert as it arrives at a receiver. */
export interface Notified {
  readonly receiver: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Notification {
  readonly receiver: string;
  readonly alerts: readonly Omit<Notified, 'receiver'>[];
}

interface Config {
  readonly route: { readonly routes: readonly object[] };
  readonly receivers: readonly { readonly name: string }[];
}

/** How long it may take to start, in ms. */
const START = 20_000;

/**
 * A real Alertmanager with the project's own configuration. Two things are other: each receiver is a web hook of this process, and
 * it waits for seconds instead of minutes.
 */
export class Alertmanager {
  /** All alerts that have arrived, in order. */
  readonly notified: Notified[] = [];

  private constructor(
    readonly program: Program,
    readonly address: string,
    private readonly receivers: ReturnType<typeof createServer>,
  ) {}

  /**
   * Starts it, and waits until it answers.
   *
   * @param folder where it can keep its configuration and data
   */
  static async start(folder: string): Promise<Alertmanager> {
    mkdirSync(folder, { recursive: true });
    const receivers = createServer();
    await new Promise<void>((resolve) => receivers.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((receivers.address() as AddressInfo).port)}`;
    const config = join(folder, 'alertmanager.yml');
    writeFileSync(config, stringify(withReceivers(yamlOf(ALERTMANAGER_CONFIG) as Config, url)));

    const address = `127.0.0.1:${String(await freePort())}`;
    const program = new Program(findAlertmanager()['prometheus-alertmanager'], [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ]);
    const alertmanager = new Alertmanager(program, address, receivers);
    receivers.on('request', (request, response) => {
      void alertmanager.receive(request).finally(() => response.end());
    });
    const isReady = (): Promise<boolean> =>
      fetch(`http://${address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await program.eventually(isReady, 'being ready', START);
    return alertmanager;
  }

  /** Sends it an alert, as Prometheus does. */
  async send(labels: Readonly<Record<string, string>>): Promise<void> {
    const body = JSON.stringify([{ labels }]);
    const headers = { 'content-type': 'application/json' };
    const { ok, status } = await fetch(`http://${this.address}/api/v2/alerts`, { method: 'POST', headers, body });
    if (!ok) throw new Error(`Alertmanager does not take the alert: ${String(status)}`);
  }

  /** The names of the alerts that another alert mutes. */
  async muted(): Promise<readonly string[]> {
    const response = await fetch(`http://${this.address}/api/v2/alerts?active=false&silenced=false&inhibited=true`);
    const alerts = (await response.json()) as readonly { readonly labels: Readonly<Record<string, string>> }[];
    return alerts.map(({ labels }) => labels['alertname'] ?? '');
  }

  async stop(): Promise<void> {
    await this.program.stop();
    this.receivers.close();
    this.receivers.closeAllConnections();
  }

  private async receive(request: IncomingMessage): Promise<void> {
    const { receiver, alerts } = (await json(request)) as Notification;
    this.notified.push(...alerts.map((alert) => ({ ...alert, receiver })));
  }
}

const QUICK = { group_wait: '1s', group_interval: '1s', repeat_interval: '1h' };

function withReceivers(config: Config, url: string): object {
  const routes = config.route.routes.map((route) => ({ ...route, ...QUICK }));
  return {
    ...config,
    route: { ...config.route, ...QUICK, routes },
    receivers: config.receivers.map(({ name }) => ({ name, webhook_configs: [{ url }] })),
  };
}
