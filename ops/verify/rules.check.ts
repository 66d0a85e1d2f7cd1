import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '../../testkit/run';
import { dashboard, PROMETHEUS_CONFIG, panels, RULE_FILES, RULE_TEST_FILES, rules, textOf, yamlOf } from './files';
import { findPrometheus } from './programs';

const { promtool } = findPrometheus();

/** Runs promtool and fails with what it prints. */
async function passes(...args: string[]): Promise<void> {
  const { status, output } = await run(promtool, args);
  assert.equal(status, 0, output);
}

describe('ops/prometheus', () => {
  it('has a configuration that promtool accepts', () => passes('check', 'config', PROMETHEUS_CONFIG));

  it('has rules that promtool accepts', () => passes('check', 'rules', '--lint-fatal', ...RULE_FILES));

  it('has rules that do what their tests say', () => passes('test', 'rules', ...RULE_TEST_FILES));

  it('names recorded series level:metric:operation', () => {
    for (const { record } of rules()) if (record !== undefined) assert.match(record, /^[a-z_]+:[a-z_]+:[a-z0-9_]+$/);
  });

  it('says of every alert how bad it is, what it is, and what to do', () => {
    const runbooks = textOf('docs/runbooks.md');
    const alerts = rules().filter(({ alert }) => alert !== undefined);
    assert.ok(alerts.length > 0);
    for (const { alert = '', labels = {}, annotations = {} } of alerts) {
      assert.match(labels['severity'] ?? '', alert === 'Watchdog' ? /^none$/ : /^(critical|warning)$/, alert);
      assert.ok((annotations['summary'] ?? '').length > 10, alert);
      assert.ok((annotations['description'] ?? '').length > 20, alert);
      assert.equal(annotations['runbook_url'], `{{ $externalLabels.runbooks }}#${alert.toLowerCase()}`);
      assert.match(runbooks, new RegExp(`^## ${alert}$`, 'm'));
    }
    const sections = Array.from(runbooks.matchAll(/^## (\w+)$/gm), ([, name]) => name);
    assert.deepEqual(
      sections,
      alerts.map(({ alert }) => alert),
    );
  });

  it('has a test for every recorded series, and two for every alert: one that fires and one that does not', () => {
    interface RuleTests {
      readonly tests: readonly {
        readonly promql_expr_test?: readonly { readonly expr: string }[];
        readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
      }[];
    }
    const tests = RULE_TEST_FILES.flatMap((path) => (yamlOf(path) as RuleTests).tests);
    const series = tests.flatMap(({ promql_expr_test = [] }) => promql_expr_test).map(({ expr }) => expr);
    const alerts = tests.flatMap(({ alert_rule_test = [] }) => alert_rule_test);
    for (const { record, alert } of rules()) {
      if (record !== undefined) assert.ok(series.includes(record), record);
      if (alert === undefined) continue;
      const expected = alerts.filter(({ alertname }) => alertname === alert).map(({ exp_alerts }) => exp_alerts.length);
      assert.ok(
        expected.some((count) => count > 0),
        `${alert} never fires`,
      );
      assert.ok(alert === 'Watchdog' || expected.includes(0), `${alert} always fires`);
    }
  });
});

describe('ops/grafana', () => {
  it('has the dashboard that ops/grafana/panels.ts describes', async () => {
    const { status, output } = await run(process.execPath, ['build/ops/grafana/generate.js', '--check']);
    assert.equal(status, 0, output);
  });

  it('can be pointed at any source, job and instance', () => {
    assert.deepEqual(
      dashboard().templating.list.map(({ name }) => name),
      ['datasource', 'job', 'instance'],
    );
  });

  it('tells of every panel what it shows, and in which unit', () => {
    assert.ok(panels().length > 20);
    for (const { title, description = '', fieldConfig, datasource, targets = [] } of panels()) {
      assert.ok(title.length > 0);
      assert.ok(description.length > 20, title);
      assert.ok(fieldConfig?.defaults.unit, title);
      assert.equal(datasource?.uid, '${datasource}', title);
      assert.ok(targets.length > 0, title);
    }
    assert.ok(panels().some(({ type, title }) => type === 'heatmap' && title.includes('latency')));
  });

  it('asks for rates over the interval that Grafana chooses, and for what is selected', () => {
    for (const { title, targets = [] } of panels()) {
      for (const { expr } of targets) {
        assert.doesNotMatch(expr.replaceAll('[$__rate_interval]', ''), /\[/, title);
        assert.match(expr, /job=~"\$job", instance=~"\$instance"/, title);
        if (expr.includes('histogram_quantile')) assert.match(expr, /sum by \(le\b/, title);
      }
    }
  });
});
