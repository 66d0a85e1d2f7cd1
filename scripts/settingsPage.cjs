'use strict';
// Makes docs/settings.md from the table of settings: `npm run docs:settings`. A spec compares the page with the table.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const INTRODUCTION = `<!-- Made by \`npm run docs:settings\` from src/config/settings.ts. Do not edit: a spec compares the two. -->

# Settings

Every setting is a flag and an environment variable. The flag goes before the variable, the variable before the settings
file, and that before the default. An empty variable counts as not set. \`--flag value\` and \`--flag=value\` mean the same.

\`rxchat --help\` (\`-h\`) prints this list, and \`rxchat --version\` (\`-v\`) the version. \`--print-config\` prints the values in
force as \`VARIABLE=value\` lines, in the form of an environment file, and stops. A wrong value or an unknown flag is answered
by one sentence on standard error that names it and says what is allowed; the exit status is then 2. A variable of the
environment that begins with \`CHAT_\` and is no setting, such as a mistyped one, does not stop the start: one line on
standard error names it, and the setting that it resembles. The same goes for \`CHAT_PORT=tcp://10.0.0.1:5000\`, which
Kubernetes sets in every container beside a service with the name \`chat\`: it counts as not set.

A settings file has lines of \`VARIABLE=value\`, comments that begin with \`#\`, and blank lines. A value may stand in quotes, and
ends with its line. A byte order mark and line ends of Windows are no part of any value, in a file or elsewhere.

A running server reads the file again at SIGHUP: [operations.md](operations.md#changing-settings). The last column says which settings
it takes then, and which need a restart.

By default the chat listens on all addresses of the machine, of IPv6 and IPv4, and says at the start which address to give to
others; \`--host 127.0.0.1\` keeps it private. If port 5000 is in use and no port is set, the next free one is taken; for the
metrics it is any free one. A warning says so. A port that is set and in use is an error.

In a clone, \`npx . --help\`, \`npm start -- --help\` and \`node dist/server.js --help\` do the same.
`;

const FORMS = `
## Forms of values

- A time is a number of seconds, or a number with \`ms\`, \`s\` or \`m\`: \`60\`, \`1.5s\`, \`500ms\`, \`2m\`. The longest is a day.
- A size is a number of bytes, or a number with \`KiB\`, \`MiB\` or \`GiB\`: \`65536\`, \`256KiB\`.
- A flag whose value is \`true or false\` may stand alone, which means \`true\`.

[protocol.md](protocol.md#when-a-limit-is-reached) describes what the limits do to a client, and
[backpressure.md](backpressure.md) how the outbound ones work together.
`;

/**
 * @param {object} table the exports of src/config/settings.ts and of src/config/settingNames.ts
 * @param {readonly string[]} table.SETTING_KEYS
 * @param {(key: string) => object} table.settingOf
 * @param {(key: string) => string} table.flagOf
 * @param {(key: string) => string} table.variableOf
 * @returns {string} the page
 */
function settingsPage({ SETTING_KEYS, settingOf, flagOf, variableOf }) {
  const rows = SETTING_KEYS.map((key) => {
    const { valueType, default: defaultValue, help, needsRestart } = settingOf(key);
    const shown = valueType.show(defaultValue);
    return [
      `\`${flagOf(key)}\``,
      `\`${variableOf(key)}\``,
      valueType.allowed,
      `\`${shown}\``,
      help,
      needsRestart ? 'restart' : 'reload',
    ];
  });
  const table = [
    ['Flag', 'Variable', 'Value', 'Default', 'What it is', 'Changed by'],
    ['---', '---', '---', '---', '---', '---'],
    ...rows,
  ];
  const lines = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return `${INTRODUCTION}\n${lines.join('\n')}\n${FORMS}`;
}

module.exports = { settingsPage };

if (require.main === module) {
  const page = settingsPage({ ...require('../dist/config/settings.js'), ...require('../dist/config/settingNames.js') });
  writeFileSync(join(__dirname, '..', 'docs', 'settings.md'), page);
}
