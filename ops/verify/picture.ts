import { svgOf } from '../../testkit/svg';
import type { Panel } from './files';
import type { Series } from './prometheus';

/** What a panel has shown: a name and the values of each line. */
export interface Shown {
  readonly panel: Panel;
  readonly lines: readonly { readonly name: string; readonly values: Series['values'] }[];
}

const COLUMNS = 3;
const SIZE = { width: 300, height: 130 };

/** The axis of a unit of Grafana, in the words of d3-format. */
const FORMATS: Readonly<Record<string, string>> = { percentunit: '.2~%', s: '~s', bytes: '~s', binBps: '~s' };
/** The word after the numbers, for those units whose name says nothing. */
const WORDS: Readonly<Record<string, string>> = { s: 'seconds', percentunit: 'share', binBps: 'bytes/s', short: '' };

/**
 * Draws the panels as plain charts.
 *
 * @param shown the panels and their data
 * @param caption a sentence below the charts: where the data is from
 * @returns a picture as SVG
 */
export function picture(shown: readonly Shown[], caption: string): Promise<string> {
  const begin = Math.min(...shown.flatMap(({ lines }) => lines).map(({ values }) => values[0]?.[0] ?? Infinity));
  const charts = shown.map(({ panel, lines }) => {
    const unit = (panel.fieldConfig?.defaults.unit ?? '').replace(/^si:/, '');
    const values = lines.flatMap((line) =>
      line.values.map(([time, value]) => ({ name: line.name, seconds: time - begin, value: Number(value) })),
    );
    const lineChart = {
      data: { values: values.filter(({ value }) => Number.isFinite(value)) },
      mark: { type: 'line', strokeWidth: 1.5 },
      encoding: {
        x: {
          field: 'seconds',
          type: 'quantitative',
          title: null,
          axis: { format: 'd', labelExpr: "datum.label + ' s'", tickCount: 5 },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: WORDS[unit] ?? unit,
          axis: { format: FORMATS[unit] ?? '~s', tickCount: 4 },
          // An axis from 0 to 0 has no numbers to show.
          ...(values.some(({ value }) => value > 0) ? {} : { scale: { domain: [0, 1] } }),
        },
        color: {
          field: 'name',
          type: 'nominal',
          sort: null,
          scale: { scheme: 'tableau20' },
          title: null,
          legend: { symbolType: 'stroke', labelLimit: 180 },
        },
      },
    };
    return {
      title: { text: panel.title, fontSize: 12, anchor: 'start' },
      ...SIZE,
      layer: [lineChart, ...limitsOf(panel)],
    };
  });
  return svgOf(caption, {
    title: { text: caption, anchor: 'start', orient: 'bottom', fontWeight: 'normal', fontSize: 11, offset: 16 },
    background: 'white',
    columns: COLUMNS,
    concat: charts,
    resolve: { scale: { color: 'independent', x: 'shared' } },
    config: { font: 'sans-serif', view: { stroke: '#ddd' }, axis: { gridColor: '#eee', domain: false } },
  });
}

/** A dashed line at each threshold of a panel, in its colour. */
const limitsOf = (panel: Panel): readonly object[] =>
  (panel.fieldConfig?.defaults.thresholds?.steps ?? []).flatMap(({ value, color }) =>
    value === null
      ? []
      : [
          {
            data: { values: [{ value }] },
            mark: { type: 'rule', strokeDash: [4, 3], color },
            encoding: { y: { field: 'value', type: 'quantitative' } },
          },
        ],
  );
