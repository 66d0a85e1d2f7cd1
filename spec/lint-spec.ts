import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Sample {
  file: string;
  source: string;
  /** Part of what the linter must say; without it, it must say nothing. */
  says?: string;
  /** Also run the rules that need types: slower, and `file` must exist. */
  withTypes?: boolean;
}

const forward = 'Imports run the same way as the data.';
const uses = (from: string): string => `import { a } from '${from}';\nexport const b = a;\n`;
const usesType = (from: string): string => `import type { A } from '${from}';\nexport type B = A;\n`;

const samples: Sample[] = [
  // Stages: earlier ones, never later ones, whatever the way there.
  { file: 'src/streams/accept/x.ts', source: uses('./connection') },
  { file: 'src/streams/accept/x.ts', source: uses('./connection.js') },
  {
    file: 'src/streams/accept/x.ts',
    source: uses('../decode/lines'),
    says: 'streams/accept may import from: its own files, no other stage and operators/*',
  },
  { file: 'src/streams/decode/x.ts', source: uses('../accept/connection') },
  {
    file: 'src/streams/decode/x.ts',
    source: uses('../journal/journal'),
    says: 'streams/decode may import from: its own files, earlier stages (accept) and operators/*',
  },
  { file: 'src/streams/decode/x.ts', source: usesType('../journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: uses('../../streams/journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: uses('./../journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: "export { a } from '../journal/journal';\n", says: forward },
  { file: 'src/streams/journal/x.ts', source: uses('../decode/event') },
  { file: 'src/streams/journal/x.ts', source: uses('../reduce/registry'), says: '(accept, decode)' },
  { file: 'src/streams/reduce/x.ts', source: uses('../journal/journal') },
  { file: 'src/streams/reduce/x.ts', source: uses('../route/route'), says: '(accept, decode, journal)' },
  { file: 'src/streams/route/x.ts', source: uses('../reduce/transition') },
  { file: 'src/streams/route/x.ts', source: uses('../write/outbox'), says: '(accept, decode, journal, reduce)' },
  { file: 'src/streams/write/x.ts', source: uses('../route/delivery') },
  { file: 'src/streams/write/x.ts', source: uses('../chat'), says: '(accept, decode, journal, reduce, route)' },
  { file: 'src/streams/write/x.ts', source: uses('../settings'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../../server'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../../operators/mapEach') },
  { file: 'src/streams/write/x.ts', source: uses('../../operators/tap/count'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../route'), says: forward },
  {
    file: 'src/streams/write/x.ts',
    source: "export const later = import('../chat');\n",
    says: 'Import at the top of the file',
  },

  { file: 'src/streams/chat.ts', source: uses('./write/outbox') + usesType('./accept/connection') },
  { file: 'src/streams/chat.ts', source: uses('../operators/mapEach') },
  {
    file: 'src/streams/chat.ts',
    source: uses('../operators/tap/count'),
    says: 'streams/chat.ts may import from: all stages and operators/*',
  },
  { file: 'src/streams/chat.ts', source: uses('../server'), says: forward },
  { file: 'src/config/settings.ts', source: usesType('./write/outbox') + usesType('./chat').replaceAll('B', 'C') },
  {
    file: 'src/config/settings.ts',
    source: uses('./write/outbox'),
    says: 'streams/settings.ts may import from: settingKinds.ts, and types (with `import type`) of the stages and of chat.ts',
  },
  { file: 'src/config/settings.ts', source: usesType('../operators/mapEach'), says: forward },

  // Operators know nothing of the chat; taps may.
  { file: 'src/operators/x.ts', source: uses('./operate') + "export { map } from 'rxjs';\n" },
  {
    file: 'src/operators/x.ts',
    source: usesType('../streams/accept/connection'),
    says: 'operators may import from: other operators (not operators/tap), and nothing of streams/',
  },
  { file: 'src/operators/x.ts', source: uses('./tap/count'), says: forward },
  { file: 'src/operators/x.ts', source: uses('./tap'), says: forward },
  { file: 'src/operators/tap/x.ts', source: uses('../mapEach') },
  { file: 'src/operators/tap/x.ts', source: uses('./count') },
  { file: 'src/operators/tap/x.ts', source: uses('../../streams/accept/ending') },
  { file: 'src/operators/tap/x.ts', source: usesType('../../streams/settings') },
  {
    file: 'src/operators/tap/x.ts',
    source: uses('../../streams/chat'),
    says: 'operators, types and pure functions of the stages, and types of chat.ts and settings.ts',
  },
  { file: 'src/operators/tap/x.ts', source: uses('../../server'), says: forward },
  { file: 'src/server.ts', source: uses('./streams/chat') },
  { file: 'src/server.ts', source: uses('./operators/tap/count') },
  { file: 'src/server.ts', source: uses('../spec/helpers/fakeSocket'), says: forward },
  { file: 'src/server.ts', source: uses('./command') },
  { file: 'src/run/command.ts', source: usesType('./server') },
  { file: 'src/run/command.ts', source: uses('./server'), says: 'command.ts may import from' },
  { file: 'src/run/command.ts', source: uses('./streams/chat'), says: forward },
  { file: 'src/run/command.ts', source: uses('winston'), says: 'Only server.ts and operators/tap/*' },

  // The logger and the metrics library.
  { file: 'src/server.ts', source: uses('winston') + "export { Counter } from 'prom-client';\n" },
  { file: 'src/operators/tap/x.ts', source: uses('prom-client') },
  { file: 'src/operators/tap/x.ts', source: uses('winston') },
  { file: 'src/operators/x.ts', source: uses('prom-client'), says: 'Only server.ts and operators/tap/*' },
  { file: 'src/streams/chat.ts', source: usesType('winston'), says: 'Only server.ts and operators/tap/*' },
  { file: 'src/config/settings.ts', source: uses('winston'), says: 'Only server.ts and operators/tap/*' },
  { file: 'src/streams/write/x.ts', source: uses('winston-transport'), says: 'Only server.ts and operators/tap/*' },

  // Pure stages.
  ...['reduce', 'route'].flatMap((stage) => {
    const file = `src/streams/${stage}/x.ts`;
    const says = `streams/${stage} is pure: no`;
    return [
      {
        file,
        source: "import { scan } from 'rxjs';\nimport { Map } from 'immutable';\nexport const b = [scan, Map];\n",
      },
      { file, source: 'export const b = Math.max(1, 2);\n' },
      { file, source: 'export const b = new Date(0);\n', says },
      { file, source: 'export const b = Date.now();\n', says },
      { file, source: 'export const b = globalThis.Date.now();\n', says },
      { file, source: 'export const b = Math.random();\n', says },
      { file, source: 'export const { random } = Math;\n', says },
      { file, source: 'export const b = performance.now();\n', says },
      { file, source: 'export const b = crypto.randomUUID();\n', says },
      { file, source: 'export const b = process.env;\n', says },
      { file, source: 'console.log(1);\n', says },
      { file, source: 'setTimeout(() => 1, 1);\n', says },
      { file, source: 'setImmediate(() => 1);\n', says },
      { file, source: 'queueMicrotask(() => 1);\n', says },
      { file, source: uses('node:net'), says: `streams/${stage} is pure: packages without I/O only` },
      { file, source: uses('fs/promises'), says: `streams/${stage} is pure: packages without I/O only` },
      {
        file,
        source: "import { timer } from 'rxjs';\nexport const b = timer;\n",
        says: 'only operators of rxjs that read no clock',
      },
    ];
  }),
  { file: 'src/streams/write/x.ts', source: 'setImmediate(() => Date.now());\n' },

  // The shape of src.
  { file: 'src/streams/write/x.ts', source: 'console.log(1);\n', says: 'no-console' },
  { file: 'src/streams/write/x.ts', source: "export * from './outbox';\n", says: 'No barrels' },
  { file: 'spec/helpers/x.ts', source: "export * from './fakeSocket';\n", says: 'No barrels' },
  { file: 'testkit/x.ts', source: uses('./within') + uses('node:net').replaceAll('b', 'c') },
  { file: 'testkit/x.ts', source: uses('../src/server'), says: 'testkit/ may import from' },
  { file: 'testkit/x.ts', source: uses('rxjs'), says: 'testkit/ may import from' },
  { file: 'src/streams/write/index.ts', source: 'export const b = 1;\n', says: 'No barrels' },
  { file: 'src/streams/write/deep/x.ts', source: 'export const b = 1;\n', says: 'A file of src is one of' },
  { file: 'src/streams/x.ts', source: 'export const b = 1;\n', says: 'A file of src is one of' },

  // `$`: on every value that holds an Observable, on no function.
  ...[
    { code: 'export const lines$ = new Subject<number>();' },
    { code: 'export const lines = new Subject<number>();', says: 'Finnish notation should be used' },
    { code: 'export const f = (lines$: Observable<number>) => lines$;' },
    { code: 'export const f = (lines: Observable<number>) => lines;', says: 'Finnish notation should be used' },
    { code: 'export const f$ = (lines$: Observable<number>) => lines$;', says: 'Finnish notation should not be used' },
    { code: 'export const f: OperatorFunction<number, number> = (lines$) => lines$;' },
    { code: 'export const f = (project: (n: number) => Observable<number>) => project(1);' },
    {
      code: 'export const f = (project$: (n: number) => Observable<number>) => project$(1);',
      says: 'should not be used',
    },
    { code: 'export interface A { lines$: Observable<number>; lines(): Observable<number> }' },
    { code: 'export interface A { lines: Observable<number> }', says: 'Finnish notation should be used' },
    { code: 'export interface A { lines$(): Observable<number> }', says: 'A function is not one' },
    { code: 'export class A { readonly lines = new Subject<number>(); }', says: 'Finnish notation should be used' },
    { code: 'export abstract class A { lines$() { return this; } }', says: 'A function is not one' },
    { code: 'export function f$() { return 1; }', says: 'A function is not one' },
    { code: 'export const count$ = 1;', says: 'Finnish notation should not be used' },
  ].map(({ code, ...expected }) => {
    const imports = ['type Observable', 'type OperatorFunction', 'Subject'].filter((name) =>
      code.includes(`${name.replace('type ', '')}<`),
    );
    const source = `${imports.length > 0 ? `import { ${imports.join(', ')} } from 'rxjs';\n` : ''}${code}\n`;
    return { file: 'spec/lint-spec.ts', source, withTypes: true, ...expected };
  }),
];

describe('the lint rules of the house', () => {
  let messages: string[][];

  beforeAll(() => {
    const output = execFileSync(process.execPath, [join(__dirname, 'helpers', 'lintSamples.mjs')], {
      input: JSON.stringify(samples),
      encoding: 'utf8',
    });
    messages = JSON.parse(output) as string[][];
  }, 60_000);

  it.each(samples.map(({ file, source, says }, n) => ({ n, file, says, code: source.replaceAll('\n', ' ').trim() })))(
    '$file: $code',
    ({ n, says }) => {
      if (says === undefined) expect(messages[n]).toStrictEqual([]);
      else expect(messages[n]).toContainEqual(expect.stringContaining(says));
    },
  );
});
