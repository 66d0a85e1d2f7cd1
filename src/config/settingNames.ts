import type { Settings } from './settings';

/** What the name of every variable of rxchat begins with. */
export const VARIABLE_PREFIX = 'CHAT_';

/** The name of a setting on the command line, without the dashes in front: `metrics-port`. */
export const optionOf = (key: keyof Settings): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of a setting: `--metrics-port`. */
export const flagOf = (key: keyof Settings): string => `--${optionOf(key)}`;

/** The environment variable of a setting: `CHAT_METRICS_PORT`. */
export const variableOf = (key: keyof Settings): string =>
  `${VARIABLE_PREFIX}${optionOf(key).replaceAll('-', '_').toUpperCase()}`;
