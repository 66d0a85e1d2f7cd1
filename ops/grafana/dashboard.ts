/* eslint-disable @typescript-eslint/no-deprecated --
   The newer schema of dashboards is not read from files by all Grafanas in use; this one is, by all of them. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { type PanelPlan, type Query, ROWS } from './panels';

/** The data source that the dashboard's first variable chooses. */
const SOURCE: common.DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** Widths and heights in the units of Grafana's grid, which is 24 wide. */
const SIZE = { number: { width: 4, height: 4 }, graph: { width: 12, height: 8 }, gridWidth: 24 };

/**
 * Makes the dashboard of the plans in panels.ts.
 *
 * @returns the dashboard as Grafana stores it
 */
export function chatDashboard(): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder('rxchat')
    .uid('rxchat')
    .description('A chat server: who is there, what is said, how fast it is delivered, and who does not keep up.')
    .tags(['chat', 'rxchat'])
    .refresh('5s')
    .time({ from: 'now-15m', to: 'now' })
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(labelVariable('job', 'label_values(chat_build_info, job)'))
    .withVariable(labelVariable('instance', 'label_values(chat_build_info{job=~"$job"}, instance)'))
    .annotation(
      new dashboard.AnnotationQueryBuilder()
        .name('Starts')
        .datasource(SOURCE)
        .enable(true)
        .iconColor('blue')
        .expr('changes(process_start_time_seconds{job=~"$job", instance=~"$instance"}[1m]) > 0'),
    );
  for (const { title, panels } of ROWS) {
    builder.withRow(new dashboard.RowBuilder(title));
    for (const panel of panels) builder.withPanel(panelOf(panel));
  }
  return builder.build();
}

/** A variable with the values that a label has; all of them unless somebody chooses. */
const labelVariable = (name: string, query: string): dashboard.QueryVariableBuilder =>
  new dashboard.QueryVariableBuilder(name)
    .label(name)
    .datasource(SOURCE)
    .query(query)
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

function panelOf(plan: PanelPlan): Builder<dashboard.Panel> {
  switch (plan.kind) {
    case 'number':
      return withPlan(new stat.PanelBuilder(), plan)
        .graphMode(common.BigValueGraphMode.Area)
        .textMode(
          plan.queries.some(isNamedByLabel) ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Value,
        )
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
    case 'heatmap':
      return withPlan(new heatmap.PanelBuilder(), plan)
        .calculate(false)
        .cellGap(1)
        .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Turbo').steps(64))
        .yAxis(new heatmap.YAxisConfigBuilder().unit(plan.unit))
        .showLegend();
    case 'lines':
    case 'stacked': {
      const stacked = plan.kind === 'stacked';
      return withPlan(new timeseries.PanelBuilder(), plan)
        .min(0)
        .lineWidth(1)
        .fillOpacity(stacked ? 40 : 8)
        .showPoints(common.VisibilityMode.Never)
        .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
        .thresholdsStyle(
          new common.GraphThresholdsStyleConfigBuilder().mode(
            plan.thresholds ? common.GraphThresholdsStyleMode.Dashed : common.GraphThresholdsStyleMode.Off,
          ),
        )
        .overrides((plan.bad ?? []).map(inRed))
        .stacking(
          new common.StackingConfigBuilder().mode(stacked ? common.StackingMode.Normal : common.StackingMode.None),
        )
        .tooltip(
          new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
        )
        .legend(
          new common.VizLegendOptionsBuilder()
            .displayMode(common.LegendDisplayMode.List)
            .placement(common.LegendPlacement.Bottom)
            .showLegend(true),
        );
    }
  }
}

/** Draws the series of a legend in red. */
const inRed = (legend: string): OverrideOf<timeseries.PanelBuilder> => ({
  matcher: { id: 'byName', options: legend },
  properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
});

type OverrideOf<P extends { overrides: (overrides: never) => unknown }> = Parameters<P['overrides']>[0][number];

const isNamedByLabel = ({ legend }: Query): boolean => legend.includes('{{');

type AnyPanel = stat.PanelBuilder | heatmap.PanelBuilder | timeseries.PanelBuilder;

/** What all kinds of panel have in common. */
function withPlan<P extends AnyPanel>(panel: P, plan: PanelPlan): P {
  const { width, height } = plan.kind === 'number' ? SIZE.number : SIZE.graph;
  panel
    .title(plan.title)
    .description(plan.description)
    .datasource(SOURCE)
    .unit(plan.unit)
    .thresholds(thresholdsOf(plan))
    .span(width)
    .height(height);
  plan.queries.forEach(({ legend, expr }, index) => {
    panel.withTarget(
      new prometheus.DataqueryBuilder()
        .refId(String.fromCharCode('A'.charCodeAt(0) + index))
        .expr(expr)
        .legendFormat(legend)
        .range()
        .format(plan.kind === 'heatmap' ? prometheus.PromQueryFormat.Heatmap : prometheus.PromQueryFormat.TimeSeries)
        .datasource(SOURCE),
    );
  });
  return panel;
}

function thresholdsOf({ thresholds }: PanelPlan): dashboard.ThresholdsConfigBuilder {
  const [warning, critical] = thresholds ?? [];
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([
      { value: null, color: 'green' },
      ...(warning === undefined ? [] : [{ value: warning, color: 'orange' }]),
      ...(critical === undefined ? [] : [{ value: critical, color: 'red' }]),
    ]);
}
