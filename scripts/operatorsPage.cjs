'use strict';
// Makes docs/operators.md of the comments of src/operators: `npm run docs:operators`. A spec compares the two.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const FOLDER = join('src', 'operators');

const HEAD = `# Operators

The operators of the server know nothing of a chat, and can be used in any program with RxJS 7. Each is a file of the package:

\`\`\`ts
import { from } from 'rxjs';
import { splitLines } from 'rxchat/operators/splitLines';

from([Buffer.from('hel'), Buffer.from('lo\\nyou\\n')])
  .pipe(splitLines(4096))
  .subscribe((line) => console.log(line)); // { text: 'hello' }, { text: 'you' }
\`\`\`

In the pictures time runs to the right: \`-\` is a moment, a letter a value, \`(ab)\` two values in one moment, \`|\` the end, \`#\` an error.
This page is made of the comments in \`src/operators/\` by \`npm run docs:operators\`.
`;

/** The text of a comment, without its stars. */
const textOf = (comment) => comment.replace(/^\/\*\*\n?|\s*\*\/$/g, '').replace(/^ *\* ?/gm, '');

/** A comment as a section of the page: what it says, then its parameters and its result. */
function sectionOf(name, path, comment) {
  const [says, ...tags] = textOf(comment).split(/^@(?=\w)/m);
  const rows = tags.map((tag) => {
    const [, word, rest] = /^(\w+)\s+([\s\S]*)$/.exec(tag.trim()) ?? [];
    const text = (rest ?? '').replace(/\s*\n\s*/g, ' ');
    if (word === 'param') return text.replace(/^(\S+) /, '- `$1`: ');
    if (word === 'see') return `- See ${text.replace(/^docs\/(\S+)$/, '[$1]($1)')}`;
    return word === 'example' ? `- Example: \`${text}\`` : `- ${word}: ${text}`;
  });
  return [`## ${name}`, `\`rxchat/${path}\``, says.trim(), rows.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** The exported functions of a file with a comment of their own, in its order. */
function sectionsOf(file) {
  const source = readFileSync(join(ROOT, FOLDER, file), 'utf8');
  const path = join('operators', file.replace(/\.ts$/, ''));
  const exported = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport function (\w+)/g;
  return Array.from(source.matchAll(exported), ([, comment, name]) => sectionOf(name, path, comment));
}

/** The page. */
function operatorsPage() {
  const files = readdirSync(join(ROOT, FOLDER), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .sort();
  return `${[HEAD.trim(), ...files.flatMap(sectionsOf)].join('\n\n')}\n`;
}

module.exports = { operatorsPage };

if (require.main === module) writeFileSync(join(ROOT, 'docs', 'operators.md'), operatorsPage());
