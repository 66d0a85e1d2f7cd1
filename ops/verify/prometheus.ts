import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freePort } from '../../testkit/freePort';
import { Program } from '../../testkit/process';
import { PROMETHEUS_CONFIG, RULE_FILES, textOf } from './files';
import { findPrometheus } from './programs';

/** A series as the HTTP API answers: its labels, and its values with the times in seconds. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

export interface RuleState {
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
}

export interface AlertState {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: string;
}

/** How long Prometheus may take to start and to scrape for the first time, in ms. */
const START = 20_000;

/** What is other in a copy than in the project's configuration and rules. */
export type Edit = (text: string) => string;

/** A real Prometheus with the project's own configuration, which scrapes a server on this machine. */
export class Prometheus {
  private constructor(
    readonly program: Program,
    private readonly url: string,
  ) {}

  /**
   * Starts it, and waits until it answers.
   *
   * @param folder where it can keep its configuration and data
   * @param target host and port of the server's metrics
   * @param alertmanager host and port to which it sends alerts
   * @param edit changes the copy of each file that is used
   */
  static async start(
    folder: string,
    target: string,
    alertmanager: string,
    edit: Edit = (text) => text,
  ): Promise<Prometheus> {
    const own = `127.0.0.1:${String(await freePort())}`;
    mkdirSync(join(folder, 'rules'), { recursive: true });
    for (const path of RULE_FILES) writeFileSync(join(folder, 'rules', basename(path)), edit(textOf(path)));
    const config = textOf(PROMETHEUS_CONFIG)
      .replace('chat:9090', target)
      .replace('localhost:9090', own)
      .replace('alertmanager:9093', alertmanager);
    writeFileSync(join(folder, 'prometheus.yml'), edit(config));
    const program = new Program(findPrometheus().prometheus, [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${own}`,
    ]);
    const prometheus = new Prometheus(program, `http://${own}`);
    const isReady = (): Promise<boolean> =>
      fetch(`http://${own}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await program.eventually(isReady, 'being ready', START);
    return prometheus;
  }

  /** Waits until an expression has a value. */
  async sees(query: string): Promise<void> {
    await this.program.eventually(() => this.count(query), query, START);
  }

  /** The values of an expression over a time; both ends and the step in seconds. */
  async range(query: string, start: number, end: number, step: number): Promise<readonly Series[]> {
    const data = await this.get<{ resultType: string; result: readonly Series[] }>('query_range', {
      query,
      start: String(start),
      end: String(end),
      step: String(step),
    });
    if (data.resultType !== 'matrix') throw new Error(`${query} gives a ${data.resultType}`);
    return data.result;
  }

  /** The value of an expression now: how many series it has. */
  async count(query: string): Promise<number> {
    return (await this.get<{ result: readonly unknown[] }>('query', { query })).result.length;
  }

  async rules(): Promise<readonly RuleState[]> {
    const { groups } = await this.get<{ groups: readonly { rules: readonly RuleState[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  async alerts(): Promise<readonly AlertState[]> {
    return (await this.get<{ alerts: readonly AlertState[] }>('alerts')).alerts;
  }

  private async get<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${path} ${JSON.stringify(parameters)}: ${String(answer.error)}`);
    return answer.data;
  }
}
