import { type Panel, panelsChart } from '../../bench/panels';

/** What of a chart these specs look at. */
interface Chart {
  readonly hconcat: readonly {
    readonly title: { readonly text: string };
    readonly layer: readonly {
      readonly data: { readonly values: readonly { readonly x: number; readonly y: number }[] };
      readonly mark: { readonly type: string };
      readonly encoding: {
        readonly x: { readonly axis: { readonly values?: readonly number[] } };
        readonly y: { readonly scale: { readonly domain: readonly number[] } };
      };
    }[];
  }[];
}

const LOG = { title: 'clients', log: true };
const LINEAR = { title: 'ms', log: false };

const chartOf = (points: readonly (readonly [number, number])[], changes: Partial<Panel> = {}): Chart['hconcat'][0] => {
  const panel: Panel = { title: 'Latency', x: LOG, y: LINEAR, lines: [{ label: 'p99', points }], ...changes };
  return (panelsChart('Growth', [panel]) as Chart).hconcat[0]!;
};
const domainOf = (values: readonly number[], log: boolean): readonly number[] => {
  const points = values.map((value, index) => [index + 1, value] as const);
  return chartOf(points, { y: { title: '', log } }).layer[0]!.encoding.y.scale.domain;
};

describe('panelsChart', () => {
  it('has a panel for each, side by side', () => {
    const panel: Panel = { title: 'Latency', x: LOG, y: LINEAR, lines: [] };
    const { hconcat } = panelsChart('Growth', [panel, { ...panel, title: 'Memory' }]) as Chart;
    expect(hconcat.map(({ title }) => title.text)).toEqual(['Latency: nothing to show', 'Memory: nothing to show']);
  });

  it('leaves out what a logarithmic scale has no place for, and what is no number', () => {
    const { title, layer } = chartOf([
      [0, 1],
      [10, NaN],
      [100, 3],
    ]);
    expect(title.text).toBe('Latency');
    expect(layer[0]!.data.values).toEqual([{ label: 'p99', x: 100, y: 3 }]);
  });

  it('names each of a few values of x, and lets the scale name round ones where there are many', () => {
    const named = (values: readonly number[]): unknown =>
      chartOf(values.map((x) => [x, 1])).layer[0]!.encoding.x.axis.values;
    expect(named([10, 5000, 100])).toEqual([10, 100, 5000]);
    expect(named([130, 180, 260, 370, 520, 740, 1040])).toBeUndefined();
  });

  it.each([
    { what: 'from 0 to the greatest', values: [2, 4], log: false, domain: [0, 4] },
    { what: 'from 0 to 1 where all is 0', values: [0, 0], log: false, domain: [0, 1] },
    { what: 'from one power of ten to another', values: [0.3, 42], log: true, domain: [0.1, 100] },
    { what: 'of one power of ten at least', values: [10], log: true, domain: [10, 100] },
  ])('has a y scale $what', ({ values, log, domain }) => {
    expect(domainOf(values, log)).toEqual(domain);
  });

  it('marks a place', () => {
    const { layer } = chartOf([[100, 1]], { mark: { x: 100, label: 'first line dropped' } });
    expect(layer.map(({ mark }) => mark.type)).toEqual(['line', 'rule', 'text']);
    expect(layer[1]!.data.values).toEqual([{ x: 100, label: 'first line dropped' }]);
  });
});
