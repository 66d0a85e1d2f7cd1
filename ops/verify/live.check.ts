import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { issue } from '../../testkit/certificates';
import { get } from '../../testkit/get';
import { Program } from '../../testkit/process';
import { run } from '../../testkit/run';
import { samplesOf } from '../../testkit/scrape';
import { ON_FREE_PORTS, ServerProgram } from '../../testkit/serverProgram';
import { Alertmanager, type Notified } from './alertmanager';
import { matchersIn, metricOf, namesIn } from './expressions';
import { dashboard, filledIn, type Panel, panels, rules, textOf } from './files';
import { picture, type Shown } from './picture';
import { findPrometheus } from './programs';
import { type AlertState, Prometheus, type Series } from './prometheus';

/** Long enough for eight scrapes, for the sleepers' buffers to fill, and for their waking up. */
const DEMO_SECONDS = 40;
/** What Grafana would choose for the scrape intervals of the two: four of them. */
const RATE_INTERVAL = { own: '20s', shortened: '4s' };
/** An address at which nothing listens: what fires in minutes is not waited for. */
const NO_ALERTMANAGER = '127.0.0.1:9';
/** How long the alert for a server that is gone may take in the copy with seconds for minutes, in ms. */
const ALERT = 20_000;
const PICTURE = process.env['OPS_PICTURE'] ?? 'build/dashboard.svg';
const COMMITTED_PICTURE = 'docs/images/dashboard.svg';

/** Metrics that neither the dashboard nor a rule uses, and why not. */
const UNUSED_ON_PURPOSE: Readonly<Record<string, string>> = {
  chat_websocket_handshakes_total: 'pages of other sites fail too; those who come in are clients like all others',
  chat_proxy_headers_total: 'nothing without a proxy; what is wrong with a header is in the log',
  chat_plain_refused_total:
    'nothing unless --plain keeps somebody out, who is told what to do; the log has the first of them',
  chat_journal_written_bytes_total: 'what is left of the disk is what matters, and there is an alert on that',
};

/** Metrics of what is lost where a machine is too small: the demo has to do without. */
const LOSSES: readonly string[] = ['chat_connections_dropped_total', 'chat_log_lines_dropped_total'];

/** Metrics of a log that several servers share, and of snapshots: the one server of the demo has neither. */
const OF_A_CLUSTER = /^chat_(shared_log_|nats_|journal_snapshot_)/;

/** The project's files with seconds for minutes, so that an alert can be waited for. */
const shortened = (text: string): string =>
  text
    .replaceAll(/(scrape|evaluation)_interval: 5s/g, '$1_interval: 1s')
    .replaceAll('scrape_timeout: 4s', 'scrape_timeout: 1s')
    .replaceAll(/\[(1|5|15)m\]/g, '[5s]')
    .replaceAll(/^( *for): \d+m$/gm, '$1: 2s');

/** The time between two visits over TLS, in ms. */
const VISITS = 2000;

/** The flags of a server with a certificate, whose files are in this folder. */
function tlsIn(folder: string): { readonly flags: readonly string[]; readonly cert: string } {
  const { cert, keyPem } = issue('chat.example');
  const files = [join(folder, 'cert.pem'), join(folder, 'key.pem')] as const;
  writeFileSync(files[0], cert);
  writeFileSync(files[1], keyPem, { mode: 0o600 });
  return { flags: ['--tls-cert', files[0], '--tls-key', files[1]], cert };
}

/** One client that speaks TLS, and one that trusts another certificate: the handshakes succeed and fail. */
function visit(port: number, cert: string): void {
  for (const ca of [cert, issue('other.example').cert]) {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => socket.end());
    socket.on('error', () => undefined).resume();
  }
}

const finite = (series: readonly Series[]): readonly number[] =>
  series.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite);

describe('a real Prometheus and the real server, while the demo runs', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-ops-'));
  const begin = Math.floor(Date.now() / 1000);
  let chat: ServerProgram;
  let alertmanager: Alertmanager;
  let own: Prometheus;
  let quick: Prometheus;
  let page = '';
  let end = 0;
  const fired = new Map<string, AlertState>();

  const watchAlerts = async (): Promise<void> => {
    for (const alert of await quick.alerts()) {
      if (alert.state === 'firing') fired.set(alert.labels['alertname'] ?? '', alert);
    }
  };

  before(async () => {
    const { flags, cert } = tlsIn(folder);
    chat = await ServerProgram.started([
      process.execPath,
      'dist/server.js',
      ...ON_FREE_PORTS,
      ...flags,
      `--data=${join(folder, 'data')}`,
    ]);
    const target = `127.0.0.1:${chat.metricsPort}`;
    alertmanager = await Alertmanager.start(join(folder, 'alertmanager'));
    [own, quick] = await Promise.all([
      Prometheus.start(join(folder, 'own'), target, NO_ALERTMANAGER),
      Prometheus.start(join(folder, 'quick'), target, alertmanager.address, shortened),
    ]);
    // Prometheus takes some seconds until it begins to scrape, and nothing of the demo is to be missed.
    for (const each of [own, quick]) await each.sees('up{job="rxchat"} == 1');
    const args = ['build/ops/demo/main.js', '--port', String(chat.port), '--seconds', String(DEMO_SECONDS)];
    const demo = new Program(process.execPath, args);
    const watch = setInterval(() => void watchAlerts().catch(() => undefined), 500);
    const visits = setInterval(() => {
      visit(chat.port, cert);
    }, VISITS);
    try {
      assert.equal((await demo.exit).code, 0, demo.output);
    } finally {
      clearInterval(watch);
      clearInterval(visits);
    }
    page = (await get(chat.metricsPort, '/metrics')).body;
    end = Math.floor(Date.now() / 1000);
  });

  after(async () => {
    await Promise.all([chat, own.program, quick.program, alertmanager].map((program) => program.stop()));
    rmSync(folder, { recursive: true });
  });

  for (const panel of panels()) {
    it(`fills the panel "${panel.title}"`, async () => {
      const names: string[] = [];
      for (const { expr, legendFormat } of panel.targets ?? []) {
        // Alerts wait for minutes, which are seconds in the copy.
        const [source, interval] = isOfAlerts(expr) ? [quick, RATE_INTERVAL.shortened] : [own, RATE_INTERVAL.own];
        const series = await source.range(filledIn(expr, interval), begin, end, 1);
        assert.ok(series.length > 0, `${expr} gives nothing`);
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          for (const { metric } of series) assert.ok(metric[label], `${expr} has no label ${label} for its legend`);
        }
        names.push(...series.map(({ metric }) => nameOf(legendFormat, metric)));
        const most = Math.max(...finite(series));
        if (!isOfAlerts(expr) && namesIn(expr).every((name) => LOSSES.includes(name)))
          assert.equal(most, 0, `${expr}: the demo has lost some`);
        else if (!isOfAlerts(expr) && namesIn(expr).every((name) => OF_A_CLUSTER.test(name)))
          assert.equal(most, 0, `${expr}: the demo has no cluster`);
        else assert.ok(most > 0, `${expr} is never more than 0`);
        assert.ok(Math.min(...finite(series)) >= 0, `${expr} is less than 0`);
        if (panel.type === 'heatmap') assert.ok(series.some(({ metric }) => metric['le'] === '+Inf'));
        // One core for JavaScript, and a little beside it.
        const unit = panel.fieldConfig?.defaults.unit;
        if (unit === 'percentunit') assert.ok(Math.max(...finite(series)) < 2, `${expr} is no share`);
      }
      assert.equal(new Set(names).size, names.length, `lines that cannot be told apart: ${names.join(', ')}`);
    });
  }

  it('runs every rule', async () => {
    const states = await own.rules();
    assert.deepEqual(
      states.map(({ name }) => name).sort(),
      rules()
        .map(({ record, alert }) => record ?? alert)
        .sort(),
    );
    for (const { name, health, lastError = '' } of states) assert.equal(`${health}${lastError}`, 'ok', name);
  });

  for (const { record, alert, expr } of rules()) {
    it(`can be asked for ${record ?? alert ?? ''}`, async () => {
      const computed = await own.range(expr, begin, end, 5); // fails where the expression does
      if (record === undefined) return;
      assert.ok(finite(computed).length > 0, 'the expression gives nothing');
      const recorded = await own.range(record, begin, end, 5);
      assert.ok(finite(recorded).length > 0, 'nothing has been recorded');
      assert.deepEqual(recorded[0]?.metric['job'], 'rxchat');
    });
  }

  it('fires the alert for dropped lines, in a copy with seconds for minutes', () => {
    const { labels, annotations } = fired.get('ChatLinesDropped') ?? {};
    assert.equal(labels?.['severity'], 'warning', `only ${Array.from(fired.keys()).join(', ')} fired`);
    assert.match(annotations?.['summary'] ?? '', /^127\.0\.0\.1:\d+ drops [\d.]+% of all lines$/);
  });

  it('sends it to the operators by a real Alertmanager, with a link to its runbook', async () => {
    const alert = await arrived('ChatLinesDropped', 'operators');
    assert.equal(alert.labels['severity'], 'warning');
    assert.equal(alert.labels['runbooks'], undefined, 'the address of the runbooks is in the link alone');
    assert.match(alert.annotations['runbook_url'] ?? '', /^https:\/\/[\w.]+\/.+#chatlinesdropped$/);
  });

  it('sends the alert that always fires to the watchdog, and to it alone', async () => {
    assert.equal((await arrived('Watchdog', 'watchdog')).labels['severity'], 'none');
    const receivers = alertmanager.notified.filter(({ labels }) => labels['alertname'] === 'Watchdog');
    assert.ok(receivers.every(({ receiver }) => receiver === 'watchdog'));
  });

  it('fires no alert in the project’s own configuration, for a minute is nothing', async () => {
    const firing = (await own.alerts()).filter(({ state }) => state === 'firing');
    assert.deepEqual(
      firing.map(({ labels }) => labels['alertname']),
      ['Watchdog'],
    );
  });

  it('finds every metric that the dashboard or a rule names', () => {
    const served = new Set(samplesOf(page).map(({ name }) => name));
    const recorded = new Set(rules().map(({ record }) => record));
    for (const name of expressions().flatMap(namesIn)) assert.ok(served.has(name) || recorded.has(name), name);
  });

  it('finds every value of a label that the dashboard or a rule names', () => {
    const samples = samplesOf(page);
    for (const { name, label, operator, value } of expressions().flatMap(matchersIn)) {
      if (value.startsWith('$') || label === 'job' || isOfAlerts(name)) continue;
      const values = samples.filter((sample) => sample.name === name).map(({ labels }) => labels[label] ?? '');
      const isWanted = (known: string): boolean =>
        operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(known) : known === value;
      assert.ok(values.some(isWanted), `${name} has no ${label} that is ${value}`);
    }
  });

  it('has a use for every metric of the chat, or a reason for none', () => {
    const used = new Set(expressions().flatMap(namesIn).map(metricOf));
    const served = new Set(samplesOf(page).map(({ name }) => metricOf(name)));
    for (const metric of Array.from(served).filter((name) => name.startsWith('chat_'))) {
      assert.notEqual(used.has(metric), metric in UNUSED_ON_PURPOSE, metric);
    }
    for (const metric of Object.keys(UNUSED_ON_PURPOSE)) assert.ok(served.has(metric), `${metric} is no metric`);
  });

  it('reads a page of metrics in which promtool finds no fault', async () => {
    assert.deepEqual(await run(findPrometheus().promtool, ['check', 'metrics'], { input: page }), {
      status: 0,
      output: '',
    });
  });

  it('draws what the panels have shown', async () => {
    const drawn = await Promise.all(
      panels()
        .filter(isLineChart)
        .map((panel) => shownBy(panel)),
    );
    const svg = await picture(drawn, `${String(DEMO_SECONDS)} seconds of npm run demo, as Prometheus has scraped them`);
    mkdirSync(dirname(PICTURE), { recursive: true });
    writeFileSync(PICTURE, svg);
    for (const { panel } of drawn) assert.ok(svg.includes(`>${panel.title}<`), panel.title);
    assert.doesNotMatch(svg, /NaN|undefined/);
    const committed = textOf(COMMITTED_PICTURE);
    for (const { panel } of drawn) {
      const hint = `${COMMITTED_PICTURE} has no "${panel.title}": OPS_PICTURE=${COMMITTED_PICTURE} npm run ops:verify`;
      assert.ok(committed.includes(`>${panel.title}<`), hint);
    }
  });

  it('stops the server as it should, and fires the alert for a server that is gone', async () => {
    assert.equal((await chat.stop()).code, 0, chat.output);
    const isDown = async (): Promise<boolean> => {
      await watchAlerts();
      return fired.has('ChatDown');
    };
    await quick.program.eventually(isDown, 'ChatDown', ALERT);
    assert.equal(fired.get('ChatDown')?.labels['severity'], 'critical');
    assert.equal((await arrived('ChatDown', 'operators')).labels['severity'], 'critical');
  });

  it('mutes the other alerts of a server that is gone, and those of no other server', async () => {
    const instance = `127.0.0.1:${chat.metricsPort}`;
    await alertmanager.send({ alertname: 'ChatBusy', severity: 'warning', instance });
    await alertmanager.send({ alertname: 'ChatSlowClients', severity: 'warning', instance: 'another' });
    const isMuted = async (): Promise<boolean> => (await alertmanager.muted()).length > 0;
    await alertmanager.program.eventually(isMuted, 'an alert that is muted', ALERT);
    assert.deepEqual(await alertmanager.muted(), ['ChatBusy']);
    await arrived('ChatSlowClients', 'operators');
    assert.ok(!alertmanager.notified.some(({ labels }) => labels['alertname'] === 'ChatBusy'));
  });

  /** Waits until an alert has arrived at a receiver. */
  async function arrived(name: string, receiver: string): Promise<Notified> {
    const find = (): Notified | undefined =>
      alertmanager.notified.find((alert) => alert.labels['alertname'] === name && alert.receiver === receiver);
    await alertmanager.program.eventually(() => find() !== undefined, `${name} at ${receiver}`, ALERT);
    return find() ?? assert.fail(name);
  }

  /** All expressions of the dashboard and of the rules. */
  function expressions(): readonly string[] {
    const ofPanels = panels().flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const ofVariables = dashboard().templating.list.map(({ query }) => query);
    const ofAnnotations = dashboard().annotations.list.map(({ expr = '' }) => expr);
    return [...ofPanels, ...ofVariables, ...ofAnnotations, ...rules().map(({ expr }) => expr)];
  }

  async function shownBy(panel: Panel): Promise<Shown> {
    const lines = await Promise.all(
      (panel.targets ?? []).map(async ({ expr, legendFormat }) => {
        const series = await quick.range(filledIn(expr, RATE_INTERVAL.shortened), begin, end, 1);
        return series.map(({ metric, values }) => ({ name: nameOf(legendFormat, metric), values }));
      }),
    );
    return { panel, lines: lines.flat() };
  }
});

/** Whether it reads the series that Prometheus itself makes of alerts. */
const isOfAlerts = (expr: string): boolean => /\bALERTS\b/.test(expr);

const isLineChart = ({ type }: Panel): boolean => type === 'timeseries';

/** A line's name, without the address of the one server that there is. */
const nameOf = (legend: string, metric: Series['metric']): string =>
  legend
    .replace('{{instance}}', '')
    .replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '')
    .trim();
