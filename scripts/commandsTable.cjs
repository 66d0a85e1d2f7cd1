'use strict';
// Makes what the pages say of the commands from the list of commands: `npm run docs:commands`. A block of a page stands
// between `<!-- NAME: begin -->` and `<!-- NAME: end -->`. A spec compares the blocks with the list.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** The pages with such blocks. */
const PAGES = ['README.md', join('docs', 'protocol.md')];

/** Not a command, and the first thing that a newcomer types. */
const TO_SAY = ['`hello`', 'say it to all in your room, you too'];

/**
 * @typedef {{ syntax: string, does: string, answer: string }} HelpEntry
 * @typedef {{ words: readonly string[], help: readonly HelpEntry[], isBasic?: boolean }} Command
 */

/** What is typed, by the word that `/help` shows and by every other one. */
const typed = ({ words }, { syntax }) =>
  words.map((word) => `\`/${word}${syntax.slice(1 + words[0].length)}\``).join(', ');

const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;

const table = (headings, rows) =>
  [row(headings), `|${headings.map(() => '---|').join('')}\n`, ...rows.map(row)].join('');

/** All commands, a row for each line of `/help`. */
const commands = (list) =>
  table(
    ['Command', 'What it does', 'Answer'],
    list.flatMap((command) => command.help.map((entry) => [typed(command, entry), entry.does, entry.answer])),
  );

/** Those that a newcomer needs, a row for each. */
const basicCommands = (list) =>
  table(
    ['Command', 'What it does'],
    [
      TO_SAY,
      ...list
        .filter(({ isBasic }) => isBasic)
        .map(({ help }) => [
          help.map(({ syntax }) => `\`${syntax}\``).join(', '),
          help.map(({ does }) => does).join('; '),
        ]),
    ],
  );

/** The conversation in which a client asks for help. */
const help = (list) =>
  [
    '```chat',
    'Enter username:',
    '> alice',
    'OK',
    'SYSTEM: alice joined',
    '> /help',
    ...list.flatMap((command) => command.help.map(({ syntax, does }) => `HELP: ${syntax} - ${does}`)),
    '```',
    '',
  ].join('\n');

const BLOCKS = { commands, 'basic commands': basicCommands, help };

/**
 * @param {string} page a page
 * @param {readonly Command[]} list the commands
 * @returns {string} the page with its blocks made anew
 */
function withCommands(page, list) {
  return page.replace(/(<!-- ([a-z ]+): begin -->\n)[\s\S]*?(<!-- \2: end -->)/g, (block, begin, name, end) =>
    Object.hasOwn(BLOCKS, name) ? begin + BLOCKS[name](list) + end : block,
  );
}

module.exports = { PAGES, withCommands };

if (require.main === module) {
  const { COMMANDS } = require('../dist/streams/reduce/commands/commands.js');
  for (const name of PAGES) {
    const path = join(__dirname, '..', name);
    writeFileSync(path, withCommands(readFileSync(path, 'utf8'), COMMANDS));
  }
}
