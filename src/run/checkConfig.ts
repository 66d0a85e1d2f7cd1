import { loadSettings } from '../config/loadSettings';
import { readable } from '../config/quoted';
import { serviceLinkWarnings } from '../config/serviceLinks';
import { variableOf } from '../config/settingNames';
import { SETTING_KEYS, type Settings, settingOf } from '../config/settings';
import { SettingsError } from '../config/settingsError';
import { unknownVariables } from '../config/unknownVariables';
import { checkNats } from './checkNats';
import { readIdentity } from './identity';
import { readMotd } from './motd';
import type { Subcommand } from './subcommand';
import { checkTls } from './tlsIdentity';

/** What there is to say of some settings. */
interface Report {
  readonly lines: readonly string[];
  readonly status: 0 | 1 | 2;
}

/**
 * `rxchat check-config [FILE]`: reads the settings as a start and a reload do, and says what is wrong with them. The status is 2
 * if a setting is wrong, and 1 if a file that they name cannot be used.
 */
export const checkConfig: Subcommand = {
  words: 'check-config',
  syntax: '[FILE] [--FLAG VALUE ...]',
  does: 'say what is wrong with the settings, in FILE too, and what they change; status 2 if a start is refused',
  run(args, output) {
    const { lines, status } = reportOf(args);
    output.print(lines.map((line) => `${line}\n`).join(''));
    return Promise.resolve(status);
  },
};

function reportOf(args: readonly string[]): Report {
  const [first] = args;
  const hasFile = first !== undefined && !first.startsWith('-');
  const flags = hasFile ? ['--settings-file', ...args] : args;
  const warnings = [...serviceLinkWarnings(process.env), ...unknownVariables(process.env)];
  const read = attempt(() => loadSettings(flags, process.env).settings);
  if ('faults' in read) return report({ faults: read.faults, warnings, status: 2 });
  const settings = read.value;
  const files = filesOf(settings);
  return report({ ...files, warnings: [...warnings, ...files.warnings], settings, status: 1 });
}

function report({
  faults,
  warnings,
  settings,
  status,
}: {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
  readonly settings?: Settings;
  readonly status: 1 | 2;
}): Report {
  const lines = [
    ...(settings ? differences(settings) : []),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...faults.map((fault) => `wrong: ${fault}`),
    faults.length === 0 ? 'a start and a reload take these settings' : 'a start and a reload refuse these settings',
  ];
  return { lines, status: faults.length === 0 ? 0 : status };
}

/** The settings that are not as they are by default, and what they would be. */
const differences = (settings: Settings): readonly string[] =>
  SETTING_KEYS.filter((key) => settings[key] !== settingOf(key).default).map((key) => {
    const { valueType, default: usual } = settingOf(key);
    return `${variableOf(key)}=${readable(valueType.show(settings[key]))} (by default ${valueType.show(usual) || 'none'})`;
  });

/** What is wrong with the files that the settings name, and what will be a surprise. */
function filesOf(settings: Settings): { readonly faults: readonly string[]; readonly warnings: readonly string[] } {
  const { tlsCert, tlsKey, motd } = settings;
  const tls = attempt(() => {
    checkTls(settings);
    checkNats(settings);
    return tlsCert === '' ? [] : readIdentity(tlsCert, tlsKey, Date.now()).warnings;
  });
  const greeting = attempt(() => readMotd(motd));
  return {
    faults: [tls, greeting].flatMap((tried) => ('faults' in tried ? tried.faults : [])),
    warnings: 'value' in tls ? tls.value : [],
  };
}

type Attempt<T> = { readonly value: T } | { readonly faults: readonly string[] };

/** What was read, or what is wrong with it. */
function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { faults: error.faults };
  }
}
