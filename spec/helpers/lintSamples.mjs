// Lints pieces of source as if they were the files they name: [{ file, source }] as JSON on stdin, the messages of each
// on stdout. A process of its own, because ESLint and its configuration are ES modules, which Jest's sandbox cannot load.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const samples = JSON.parse(await text(process.stdin));
const cwd = fileURLToPath(new URL('../..', import.meta.url));

// Rules that need types need a program and a file on disk: off for the files that do not exist.
const { rules: configured } = await new ESLint({ cwd }).calculateConfigForFile('src/server.ts');
const rxjsRulesOff = Object.fromEntries(
  Object.keys(configured)
    .filter((rule) => rule.startsWith('rxjs-x/'))
    .map((rule) => [rule, 'off']),
);
const untyped = new ESLint({
  cwd,
  overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] }, { rules: rxjsRulesOff }],
});
const typed = new ESLint({ cwd });

const messages = [];
for (const { file, source, withTypes } of samples) {
  const [result] = await (withTypes ? typed : untyped).lintText(source, { filePath: file });
  messages.push(result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
}
process.stdout.write(JSON.stringify(messages));
