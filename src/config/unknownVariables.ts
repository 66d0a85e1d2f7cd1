import { editDistance } from './editDistance';
import { readable } from './quoted';
import { VARIABLE_PREFIX, variableOf } from './settingNames';
import { SETTING_KEYS } from './settings';
import type { Variables } from './variables';

/**
 * Warns of variables that look like settings and are none, such as a mistyped name: they change nothing, which is easy
 * to overlook.
 *
 * @param environment the environment variables; an empty one counts as not set
 * @returns a sentence for each variable that begins with `CHAT_` and is no setting, with the closest name if one is close
 */
export function unknownVariables(environment: Variables): string[] {
  const known = SETTING_KEYS.map(variableOf);
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith(VARIABLE_PREFIX) && value !== '' && !known.includes(name))
    .map(([name]) => {
      const close = closestOf(name, known);
      const advice = close === undefined ? '--print-config lists those there are' : `did you mean ${close}?`;
      return `${readable(name)} in the environment is no setting and is ignored; ${advice}`;
    });
}

/** The known name that differs least, if no more than a letter in four of the part after the prefix is different. */
function closestOf(name: string, known: readonly string[]): string | undefined {
  const limit = Math.ceil((name.length - VARIABLE_PREFIX.length) / 4);
  const distances = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  const [closest] = distances.sort((a, b) => a.distance - b.distance);
  return closest !== undefined && closest.distance <= limit ? closest.candidate : undefined;
}
