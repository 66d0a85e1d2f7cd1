const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * The time of day in a zone.
 *
 * @param at milliseconds since 1970
 * @param zone the zone, in minutes east of UTC
 * @returns such as `14:03`
 */
export function clock(at: number, zone: number): string {
  const minutes = (((Math.floor(at / MINUTE_MS) + zone) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return hoursAndMinutes(minutes);
}

/**
 * The name of a zone.
 *
 * @param zone the zone, in minutes east of UTC
 * @returns `utc`, or such as `+02:00`
 */
export function zoneName(zone: number): string {
  if (zone === 0) return 'utc';
  return `${zone < 0 ? '-' : '+'}${hoursAndMinutes(Math.abs(zone))}`;
}

const hoursAndMinutes = (minutes: number): string =>
  [minutes / 60, minutes % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
