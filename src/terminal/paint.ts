import { tintOf } from '../client/tint';

/** How the parts of a line are shown on a terminal. */
export interface Paint {
  /** A name, in the color that it has for everybody. */
  readonly name: (name: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly fault: (text: string) => string;
}

/** Colors of the palette of 256 that can be read on black and on white. */
const OF_256 = [31, 37, 61, 64, 67, 71, 94, 97, 99, 125, 130, 133, 136, 161, 166, 168, 172];
/** Of those of 8, the ones that can. */
const OF_8 = [1, 2, 4, 5, 6];

const sequence =
  (code: string) =>
  (text: string): string =>
    `\x1b[${code}m${text}\x1b[0m`;

const PLAIN: Paint = { name: String, faint: String, strong: String, fault: String };

/**
 * Paints for a terminal.
 *
 * @param depth how many bits of color it has, as `getColorDepth()` says; 1 if it has none or none are wanted
 */
export function paintOf(depth: number): Paint {
  if (depth < 4) return PLAIN;
  const [palette, prefix] = depth < 8 ? [OF_8, '3'] : [OF_256, '38;5;'];
  return {
    name: (name) => sequence(`${prefix}${String(palette[tintOf(name, palette.length)])}`)(name),
    faint: sequence('2'),
    strong: sequence('1'),
    fault: sequence('31'),
  };
}
