import { type Panel, plot } from '../../bench/plot';

const panel = (changes: Partial<Panel> = {}): Panel => ({
  title: 'Latency',
  x: { title: 'clients', log: true, show: String },
  y: { title: 'ms', log: false, show: String },
  lines: [
    {
      label: 'p99',
      points: [
        [10, 1],
        [100, 2],
        [1000, 4],
      ],
    },
  ],
  ...changes,
});

const circles = (svg: string): number[][] =>
  Array.from(svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g), ([, x, y]) => [Number(x), Number(y)]).slice(1);

describe('plot', () => {
  it('draws a point for each value, evenly apart on a logarithmic scale and in proportion on a linear one', () => {
    const [[x1, y1], [x2, y2], [x3, y3]] = circles(plot('Growth', [panel()])) as [number[], number[], number[]];
    expect(x2! - x1!).toBeCloseTo(x3! - x2!, 0);
    expect((y2! - y3!) / (y1! - y2!)).toBeCloseTo(2, 1);
  });

  it('names the panel, the scales, the lines and the values, and has a title for those who do not see it', () => {
    const svg = plot('Growth', [panel()]);
    for (const text of ['Growth', 'Latency', 'clients', 'ms', 'p99', '10', '100', '1000', '4'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).toContain('<title>Growth</title>');
  });

  it('leaves out what a logarithmic scale has no place for, and what is no number', () => {
    const points = [
      [0, 1],
      [10, NaN],
      [100, 3],
    ] as const;
    expect(circles(plot('', [panel({ lines: [{ label: '', points }] })]))).toHaveLength(1);
    expect(plot('', [panel({ lines: [{ label: '', points: [] }] })])).toContain('Latency: nothing to show');
  });

  it('marks a place, and writes text that is no markup', () => {
    const svg = plot('a < b & "c"', [panel({ mark: { x: 100, label: '<first>' } })]);
    expect(svg).toContain('stroke-dasharray');
    expect(svg).toContain('&#60;first&#62;');
    expect(svg).not.toMatch(/<first>|"c"/);
  });

  it('names round values instead, where there are many', () => {
    const points = [130, 180, 260, 370, 520, 740, 1040].map((x) => [x, 1] as const);
    const svg = plot('', [panel({ lines: [{ label: '', points }] })]);
    for (const text of ['100', '500']) expect(svg).toContain(`>${text}</text>`);
    expect(svg).not.toContain('>260</text>');
  });
});
