import { zoneName } from '../dialects/clock';
import type { Preferences } from '../model/preferences';

/** One thing that can be set: how it is typed, and what it makes of the preferences. */
export interface Option {
  /** What may be typed behind its name, as a sentence has it. */
  readonly allowed: string;
  /** Whether it is of use for lines of text alone: objects have all of it. */
  readonly isForText?: true;
  /** Reads what is typed; `undefined` if it is not allowed. */
  read(typed: string): Change | undefined;
  /** What is in force, as it is typed. */
  show(preferences: Preferences): string;
}

/** The values of some preferences; without one, it is as it is for everybody. */
type Change = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

/** The zones that there are on Earth, in minutes east of UTC; all are at a quarter of an hour. */
const ZONES = { least: -12 * 60, most: 14 * 60, step: 15 };

const ZONE = /^([+-])(\d{1,2}):?(\d{2})?$/;

/** All that can be set, in the order in which `/set` lists it. */
export const OPTIONS: Readonly<Record<keyof Preferences, Option>> = {
  bell: {
    allowed: 'off, name or all',
    isForText: true,
    read: (typed) => oneOf({ off: { bell: undefined }, name: { bell: 'name' }, all: { bell: 'all' } }, typed),
    show: ({ bell = 'off' }) => bell,
  },
  joins: {
    allowed: 'on or off',
    read: (typed) => oneOf({ on: { joins: undefined }, off: { joins: 'off' } }, typed),
    show: ({ joins = 'on' }) => joins,
  },
  pace: {
    allowed: 'refuse or wait',
    read: (typed) => oneOf({ refuse: { pace: undefined }, wait: { pace: 'wait' } }, typed),
    show: ({ pace = 'refuse' }) => pace,
  },
  time: {
    allowed: 'a zone such as +02:00, utc or off',
    isForText: true,
    read(typed) {
      if (typed === 'off') return { time: undefined };
      const time = zoneOf(typed);
      return time === undefined ? undefined : { time };
    },
    show: ({ time }) => (time === undefined ? 'off' : zoneName(time)),
  },
  ids: {
    allowed: 'on or off',
    isForText: true,
    read: (typed) => oneOf({ on: { ids: 'on' }, off: { ids: undefined } }, typed),
    show: ({ ids = 'off' }) => ids,
  },
};

/**
 * Finds what can be set.
 *
 * @param name its name, as it is typed
 * @returns the option, or `undefined` if there is none
 */
export const optionNamed = (name: string): Option | undefined =>
  Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof Preferences] : undefined;

/** All that a client has set, as it is typed. */
export const shownPreferences = (preferences: Preferences): Record<keyof Preferences, string> => ({
  bell: OPTIONS.bell.show(preferences),
  joins: OPTIONS.joins.show(preferences),
  pace: OPTIONS.pace.show(preferences),
  time: OPTIONS.time.show(preferences),
  ids: OPTIONS.ids.show(preferences),
});

/**
 * Changes preferences.
 *
 * @param preferences what is set
 * @param change what to set
 * @returns all of it, without what is as it is for everybody
 */
export const withChange = (preferences: Preferences, change: Change): Preferences =>
  Object.fromEntries(Object.entries<unknown>({ ...preferences, ...change }).filter(([, value]) => value !== undefined));

const oneOf = (changes: Readonly<Record<string, Change>>, typed: string): Change | undefined =>
  Object.hasOwn(changes, typed) ? changes[typed] : undefined;

function zoneOf(typed: string): number | undefined {
  if (typed === 'utc') return 0;
  const [, sign, hours, minutes = '0'] = ZONE.exec(typed) ?? [];
  if (hours === undefined || Number(minutes) >= 60) return undefined;
  const size = Number(hours) * 60 + Number(minutes);
  const zone = sign === '-' ? 0 - size : size;
  return zone >= ZONES.least && zone <= ZONES.most && zone % ZONES.step === 0 ? zone : undefined;
}
