const DAY_MS = 86_400_000;

/** Days from the first of March of the year 0, from which leap days come last, to 1970. */
const DAYS_TO_1970 = 719_468;
/** The days of 400 years, after which the calendar repeats, and of parts of them, each without the leap day that ends it. */
const DAYS = { of400Years: 146_097, of100Years: 36_524, of4Years: 1460, ofYear: 365 };

/**
 * A time as a program reads it. Made of numbers alone: stages that are pure have no `Date`, whose constructor is a clock too.
 *
 * @param at milliseconds since 1970, in the years 0 to 9999
 * @returns the time in UTC as RFC 3339 has it, such as `2026-11-25T14:03:11.042Z`
 */
export function utc(at: number): string {
  const days = Math.floor(at / DAY_MS);
  const ms = at - days * DAY_MS;
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => padded(part, 2)).join(':');
  return `${dateOf(days)}T${time}.${padded(ms % 1000, 3)}Z`;
}

/** The date of a day since 1970, counted in years from March to February. */
function dateOf(days: number): string {
  const all = days + DAYS_TO_1970;
  const cycle = Math.floor(all / DAYS.of400Years);
  const day = all - cycle * DAYS.of400Years;
  const leapDays =
    Math.floor(day / DAYS.of4Years) - Math.floor(day / DAYS.of100Years) + Math.floor(day / (DAYS.of400Years - 1));
  const year = Math.floor((day - leapDays) / DAYS.ofYear);
  const dayOfYear = day - (DAYS.ofYear * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153); // five months from March on have 153 days, and so on
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const isNextYear = month >= 10; // January and February
  const shownYear = year + cycle * 400 + (isNextYear ? 1 : 0);
  return `${padded(shownYear, 4)}-${padded(isNextYear ? month - 9 : month + 3, 2)}-${padded(dayOfMonth, 2)}`;
}

const padded = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
