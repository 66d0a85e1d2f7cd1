import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Paths are relative to the root of the repository, which is where npm runs its scripts. */
export const textOf = (path: string): string => readFileSync(path, 'utf8');
export const yamlOf = (path: string): unknown => parse(textOf(path), { merge: true });

/** All files of a folder, in order. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));

export const RULE_FILES = filesIn('ops/prometheus/rules');
export const RULE_TEST_FILES = filesIn('ops/prometheus/tests');
export const PROMETHEUS_CONFIG = 'ops/prometheus/prometheus.yml';
export const ALERTMANAGER_CONFIG = 'ops/alertmanager/alertmanager.yml';

/** A rule: one of `record` and `alert` is its name. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

/** All rules of the project. */
export const rules = (): readonly Rule[] =>
  RULE_FILES.flatMap((path) => (yamlOf(path) as RuleFile).groups.flatMap((group) => group.rules));

/** What is checked of a panel as Grafana gets it. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
    };
  };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

export const DASHBOARD_FILE = 'ops/grafana/dashboards/rxchat.json';
export const dashboard = (): Dashboard => JSON.parse(textOf(DASHBOARD_FILE)) as Dashboard;

/** The panels that show data; the others are headings. */
export const panels = (): readonly Panel[] => dashboard().panels.filter(({ type }) => type !== 'row');

/** A query as Grafana would send it for all that can be selected: the jobs of chat servers, and all their instances. */
export const filledIn = (expr: string, rateInterval: string): string =>
  expr
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll(/\$job\b/g, 'rxchat')
    .replaceAll(/\$instance\b/g, '.+');
