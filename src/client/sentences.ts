import type { ServerMessage } from './model';

/** So many lines are missing that the server has left out. */
export const skippedText = (count: number): string => `${lines(count)} missing here, because your connection is slow.`;

/** So many lines are missing that are not to be had any more. */
export const goneText = (count: number): string =>
  `${lines(count)} missing here, which the server does not keep any more.`;

const lines = (count: number): string => (count === 1 ? '1 line is' : `${String(count)} lines are`);

/** Where somebody is, in a sentence. */
export function whoText({ name, room, idle, here, behind, away }: Extract<ServerMessage, { type: 'who' }>): string {
  const parts = [`${name} is in ${room}`, `here for ${span(here)}`, `silent for ${span(idle)}`];
  if (behind > 0) parts.push(`${String(behind)} lines behind`);
  if (away !== undefined) parts.push(`away: ${away}`);
  return parts.join(', ');
}

/** A time in seconds, in the largest unit of which it has one. */
function span(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? units[3];
  const count = Math.floor(seconds / size);
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
