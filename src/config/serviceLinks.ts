import { quoted } from './quoted';
import { variableOf } from './settingNames';
import { SETTING_KEYS, type Settings, settingOf } from './settings';
import { port } from './valueTypes';
import type { Variables } from './variables';

/** An address in the form that Kubernetes and Docker links give it. */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//i;

/**
 * Whether the value of a variable is a service link. For a service with the name `chat`, Kubernetes sets
 * `CHAT_PORT=tcp://10.0.0.1:5000` in every container of the namespace, and `CHAT_METRICS_PORT` for one with the name
 * `chat-metrics`. Such a value is not meant as a setting.
 *
 * @param key the setting whose name the variable has
 * @param value the value of the variable
 */
export function isServiceLink(key: keyof Settings, value: string): boolean {
  return settingOf(key).valueType === port && SERVICE_LINK.test(value);
}

/**
 * Warns of the variables that are service links, because the settings of these names are not read from them.
 *
 * @param environment the environment variables
 * @returns a sentence for each
 */
export function serviceLinkWarnings(environment: Variables): string[] {
  return SETTING_KEYS.flatMap((key) => {
    const name = variableOf(key);
    const value = environment[name] ?? '';
    if (!isServiceLink(key, value)) return [];
    return `${name} in the environment is ${quoted(value)}, which Kubernetes sets for a service, and is ignored; enableServiceLinks: false prevents it`;
  });
}
