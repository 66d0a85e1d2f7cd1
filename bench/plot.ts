/** A line in a panel; where x or y is not above zero on a logarithmic scale, the point is left out. */
export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Scale {
  readonly title: string;
  readonly log: boolean;
  /** Shows a value beside the scale. */
  show(value: number): string;
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

const WIDTH = 470;
const HEIGHT = 330;
const INSIDE = { left: 66, right: 30, top: 62, bottom: 46 };
/** How many different values may be written below a scale. */
const FEW = 6;
/** Told apart by those who see few colours too, and each line has marks of its own shape. */
const COLOURS = ['#1f6fb4', '#c4561c', '#3d8a4f', '#7a5ba6'];

/**
 * Draws panels side by side, as SVG.
 *
 * Made by hand: two or three lines with logarithmic scales need a page of code, and no library that draws without a
 * browser is smaller than that.
 *
 * @param title what all is about; for those who do not see the picture too
 * @param panels the panels, from left to right
 * @returns the text of a file
 */
export function plot(title: string, panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  const drawn = panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 28)">\n${draw(panel)}\n</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT + 28}" width="${width}" height="${HEIGHT + 28}" role="img" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12" fill="#333">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    text(20, 26, title, 'font-size="15" font-weight="600"'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function draw({ title, x, y, lines, mark }: Panel): string {
  const shown = lines.map(({ label, points }) => ({
    label,
    points: points.filter((point) => fits(point[0], x) && fits(point[1], y)),
  }));
  const all = shown.flatMap(({ points }) => points);
  if (all.length === 0) return text(INSIDE.left, INSIDE.top, `${title}: nothing to show`);
  const right = WIDTH - INSIDE.right;
  const bottom = HEIGHT - INSIDE.bottom;
  const xTicks = xTicksOf(
    all.map((point) => point[0]),
    x,
  );
  const yTicks = ticks(
    all.map((point) => point[1]),
    y,
  );
  const atX = position(xTicks, x, INSIDE.left + 8, right - 8);
  const atY = position(yTicks, y, bottom, INSIDE.top + 8);
  const xLabels = spread(xTicks, atX, 56);
  return [
    text(20, 24, title, 'font-size="13" font-weight="600"'),
    ...shown.map(({ label }, index) => legend(label, index, 20 + 120 * index)),
    ...yTicks.flatMap((tick) => [
      `<path d="M${INSIDE.left} ${round(atY(tick))}H${right}" stroke="#e2e2e2"/>`,
      text(INSIDE.left - 8, atY(tick) + 4, y.show(tick), 'text-anchor="end"'),
    ]),
    ...xLabels.map((tick) => text(atX(tick), bottom + 18, x.show(tick), 'text-anchor="middle"')),
    `<path d="M${INSIDE.left} ${INSIDE.top}V${bottom}H${right}" fill="none" stroke="#888"/>`,
    text((INSIDE.left + right) / 2, bottom + 38, x.title, 'text-anchor="middle" fill="#555"'),
    `<g transform="translate(${INSIDE.left - 50} ${(INSIDE.top + bottom) / 2}) rotate(-90)">${text(0, 0, y.title, 'text-anchor="middle" fill="#555"')}</g>`,
    ...(mark ? [marked(mark, atX(mark.x), bottom)] : []),
    ...shown.map(({ points }, index) =>
      line(
        points.map((point) => [atX(point[0]), atY(point[1])] as const),
        index,
      ),
    ),
  ].join('\n');
}

const fits = (value: number, { log }: Scale): boolean => Number.isFinite(value) && (!log || value > 0);

/** A few values are named themselves, many by round ones around them. */
function xTicksOf(values: readonly number[], scale: Scale): number[] {
  const own = Array.from(new Set(values)).sort((a, b) => a - b);
  if (own.length <= FEW) return own;
  return scale.log ? finerTicks(own) : ticks(own, scale);
}

/** Round values that reach from below the least to above the greatest. */
function ticks(values: readonly number[], { log }: Pick<Scale, 'log'>): number[] {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  if (!log) {
    const step = niceStep(Math.max(greatest, 1e-9) / 5);
    return Array.from({ length: Math.ceil(greatest / step - 1e-9) + 1 }, (_, index) =>
      Number((index * step).toPrecision(6)),
    );
  }
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(greatest) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** 1, 2, 5 and so on, from just below the least to just above the greatest. */
function finerTicks(values: readonly number[]): number[] {
  const all = ticks(values, { log: true }).flatMap((decade) => [decade, 2 * decade, 5 * decade]);
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const last = all.findIndex((tick) => tick >= greatest);
  return all.filter((_, index) => (all[index + 1] ?? Infinity) > least && index <= last);
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}

function position(
  ticksOfScale: readonly number[],
  { log }: Scale,
  from: number,
  to: number,
): (value: number) => number {
  const at = (value: number): number => (log ? Math.log10(value) : value);
  const first = at(ticksOfScale[0] ?? 0);
  const span = at(ticksOfScale.at(-1) ?? 1) - first || 1;
  return (value) => from + ((at(value) - first) / span) * (to - from);
}

/** Leaves out labels that would be drawn over others. */
function spread(values: readonly number[], at: (value: number) => number, apart: number): number[] {
  let last = -Infinity;
  return values.filter((value) => {
    if (at(value) - last < apart) return false;
    last = at(value);
    return true;
  });
}

function line(points: readonly (readonly [x: number, y: number])[], index: number): string {
  const colour = colourOf(index);
  const path = points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L');
  return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${points.map(([x, y]) => dot(x, y, index)).join('')}`;
}

function dot(x: number, y: number, index: number): string {
  if (index % 2 === 0) return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" fill="${colourOf(index)}"/>`;
  return `<rect x="${round(x - 3.2)}" y="${round(y - 3.2)}" width="6.4" height="6.4" fill="${colourOf(index)}"/>`;
}

function legend(label: string, index: number, x: number): string {
  const stroke = `<path d="M${x} 42h22" stroke="${colourOf(index)}" stroke-width="2"/>`;
  return `${stroke}${dot(x + 11, 42, index)}${text(x + 29, 46, label)}`;
}

function marked({ label }: { readonly label: string }, x: number, bottom: number): string {
  const end = x > WIDTH / 2;
  const words = text(x + (end ? -6 : 6), INSIDE.top + 10, label, `fill="#555" text-anchor="${end ? 'end' : 'start'}"`);
  return `<path d="M${round(x)} ${INSIDE.top}V${bottom}" stroke="#555" stroke-dasharray="4 3"/>${words}`;
}

const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? '#333';
const round = (value: number): string => value.toFixed(1);
const escaped = (words: string): string => words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const text = (x: number, y: number, words: string, attributes = ''): string =>
  `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(words)}</text>`;
