const UNITS = [
  { letter: 'd', seconds: 86_400 },
  { letter: 'h', seconds: 3600 },
  { letter: 'm', seconds: 60 },
] as const;

/**
 * How long ago something was, in the largest unit of which it is at least one.
 *
 * @param ms the time since then, in milliseconds; less than none is none
 * @returns such as `5s`, `3m`, `2h` or `4d`
 */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const unit = UNITS.find((each) => seconds >= each.seconds);
  return unit ? `${String(Math.floor(seconds / unit.seconds))}${unit.letter}` : `${String(seconds)}s`;
}
