/** A line in a panel; a point without a place on its scales is left out. */
export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Scale {
  readonly title: string;
  readonly log: boolean;
}

/** A plot of its own, beside others. */
export interface Panel {
  readonly title: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly lines: readonly Line[];
  /** A place on the x scale that is worth a word. */
  readonly mark?: { readonly x: number; readonly label: string };
}

const SIZE = { width: 380, height: 220 };
/** How many different values may all be named below a scale. */
const FEW = 6;
/** Distinct for those who see few colours too; each line also has points of its own shape. */
const COLOURS = ['#1f6fb4', '#c4561c', '#3d8a4f', '#7a5ba6'];

const fits = (value: number, { log }: Scale): boolean => Number.isFinite(value) && (!log || value > 0);

/**
 * Lines in panels side by side.
 *
 * @param title what all is about
 * @param panels the panels, from left to right
 * @returns a specification of Vega-Lite
 */
export const panelsChart = (title: string, panels: readonly Panel[]): object => ({
  title: { text: title, anchor: 'start', fontSize: 15, offset: 12 },
  background: 'white',
  padding: 16,
  hconcat: panels.map(chartOf),
  spacing: 36,
  resolve: { scale: { color: 'independent', shape: 'independent' } },
  config: {
    font: "system-ui, 'DejaVu Sans', sans-serif",
    view: { stroke: null },
    axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', titleColor: '#555', gridColor: '#e2e2e2' },
    legend: { labelFontSize: 12, symbolSize: 60 },
  },
});

function chartOf({ title, x, y, lines, mark }: Panel): object {
  const values = lines.flatMap(({ label, points }) =>
    points.filter((point) => fits(point[0], x) && fits(point[1], y)).map(([atX, atY]) => ({ label, x: atX, y: atY })),
  );
  const domain = lines.map(({ label }) => label);
  const series = { field: 'label', type: 'nominal', title: null, legend: { orient: 'top' } };
  return {
    title: {
      text: values.length > 0 ? title : `${title}: nothing to show`,
      anchor: 'start',
      frame: 'group',
      fontSize: 13,
    },
    ...SIZE,
    layer: [
      {
        data: { values },
        mark: { type: 'line', point: { filled: true, size: 45 }, strokeWidth: 2 },
        encoding: {
          x: xAxisOf(x, values),
          y: yAxisOf(y, values),
          color: { ...series, scale: { domain, range: COLOURS } },
          shape: { ...series, scale: { domain, range: ['circle', 'square'] } },
        },
      },
      ...(mark ? marked(mark) : []),
    ],
  };
}

type Points = readonly { readonly x: number; readonly y: number }[];

/** A few values of x are all named; of many the scale names round ones. */
function xAxisOf({ title, log }: Scale, points: Points): object {
  const own = Array.from(new Set(points.map(({ x }) => x))).sort((a, b) => a - b);
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale: { type: log ? 'log' : 'linear', nice: false, padding: 8, ...(!log && { zero: false }) },
    axis: {
      ...{ format: '~s', grid: false, labelFlush: false, labelOverlap: 'greedy' },
      ...(own.length <= FEW ? { values: own } : { tickCount: 6 }),
    },
  };
}

/** From 0, or from one power of ten to another. */
function yAxisOf({ title, log }: Scale, points: Points): object {
  const values = points.map(({ y }) => y);
  const ticks = log ? decades(values) : undefined;
  const domain = ticks ? [ticks[0], ticks.at(-1)] : [0, Math.max(...values) || 1];
  return {
    field: 'y',
    type: 'quantitative',
    title,
    scale: { type: log ? 'log' : 'linear', domain, nice: !log },
    axis: { format: ',~r', ...(ticks ? { values: ticks } : { tickCount: 5 }) },
  };
}

/** The powers of ten from below the least of some values to above the greatest. */
function decades(values: readonly number[]): readonly number[] {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return values.length === 0 ? [1, 10] : Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

function marked({ x, label }: { readonly x: number; readonly label: string }): readonly object[] {
  const data = { values: [{ x, label }] };
  const at = { field: 'x', type: 'quantitative' };
  return [
    { data, mark: { type: 'rule', strokeDash: [4, 3], color: '#555' }, encoding: { x: at } },
    {
      data,
      mark: { type: 'text', align: 'right', dx: -6, color: '#555', fontSize: 12 },
      encoding: { x: at, y: { value: 8 }, text: { field: 'label' } },
    },
  ];
}
