import { CONFUSABLES } from './confusables';

/** For each character of the table of UTS 39, the prototype: the characters that it looks like. */
export const PROTOTYPES: ReadonlyMap<string, string> = new Map(
  CONFUSABLES.split(' ').flatMap((word) => {
    const [prototype = '', alike = ''] = word.split('=');
    return alike.split(',').map((character): [string, string] => [fromPoints(character), fromPoints(prototype)]);
  }),
);

function fromPoints(points: string): string {
  return String.fromCodePoint(...points.split('+').map((point) => parseInt(point, 16)));
}
