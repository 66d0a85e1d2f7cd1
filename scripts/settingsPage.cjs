'use strict';
// Makes docs/settings.md from the table of settings: `npm run docs:settings`. A spec compares the page with the table.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const INTRODUCTION = `<!-- Made by \`npm run docs:settings\` from src/config/settings.ts. Do not edit: a spec compares the two. -->

# Settings

Every setting is a flag and an environment variable. The flag goes before the variable, and the variable before the
default. An empty variable counts as not set. \`--flag value\` and \`--flag=value\` mean the same.

\`node dist/server.js --help\` prints this list. \`--print-config\` prints the values in force as \`VARIABLE=value\` lines, in
the form of an environment file, and stops. A wrong value or an unknown flag is answered by one sentence on standard
error that names it and says what is allowed; the exit status is then 2.
`;

const FORMS = `
## Forms of values

- A time is a number of seconds, or a number with \`ms\`, \`s\` or \`m\`: \`60\`, \`1.5s\`, \`500ms\`, \`2m\`. The longest is a day.
- A size is a number of bytes, or a number with \`KiB\`, \`MiB\` or \`GiB\`: \`65536\`, \`256KiB\`.
- A flag of the kind \`true or false\` may stand alone, which means \`true\`.

What the limits do to a client is told in [protocol.md](protocol.md#when-a-limit-is-reached), and how the outbound ones work
together in [backpressure.md](backpressure.md).
`;

/**
 * @param {{ SETTINGS: object, flagOf: (key: string) => string, variableOf: (key: string) => string }} settings the
 *   exports of src/config/settings.ts
 * @returns {string} the page
 */
function settingsPage({ SETTINGS, flagOf, variableOf }) {
  const rows = Object.entries(SETTINGS).map(([key, { valueType, default: standard, help }]) => [
    `\`${flagOf(key)}\``,
    `\`${variableOf(key)}\``,
    valueType.allowed,
    `\`${valueType.show(standard)}\``,
    help,
  ]);
  const table = [['Flag', 'Variable', 'Value', 'Default', 'What it is'], ['---', '---', '---', '---', '---'], ...rows];
  const lines = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return `${INTRODUCTION}\n${lines.join('\n')}\n${FORMS}`;
}

module.exports = { settingsPage };

if (require.main === module) {
  const page = settingsPage(require('../dist/config/settings.js'));
  writeFileSync(join(__dirname, '..', 'docs', 'settings.md'), page);
}
