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
  // Stages: earlier ones, never later ones, whatever the way there; the words of model/ are before all of them.
  { file: 'src/streams/model/x.ts', source: uses('./connection') },
  { file: 'src/streams/model/x.ts', source: uses('../../invariant') },
  {
    file: 'src/streams/model/x.ts',
    source: usesType('../reduce/registry'),
    says: 'streams/model may import from: its own files, no other stage, operators/*, buffers/*, invariant.ts and messageOf.ts',
  },
  // The client is in the page too, so it has nothing of the server.
  { file: 'src/client/x.ts', source: uses('./step') },
  { file: 'src/client/x.ts', source: uses('../streams/model/message'), says: 'client may import from: its own files' },
  { file: 'src/terminal/x.ts', source: uses('../client/step') },
  {
    file: 'src/terminal/x.ts',
    source: uses('../run/start'),
    says: 'terminal may import from: its own files, client/*',
  },
  { file: 'web/x.ts', source: uses('../src/client/step') },
  { file: 'web/view/x.ts', source: uses('../../src/client/step') },
  { file: 'web/view/x.ts', source: uses('../../src/terminal/paint'), says: 'web/ may import from: its own files' },
  { file: 'web/x.ts', source: uses('../src/invariant'), says: 'web/ may import from: its own files' },
  { file: 'src/streams/accept/x.ts', source: uses('./tcpConnection') },
  { file: 'src/streams/accept/x.ts', source: uses('../model/connection.js') },
  {
    file: 'src/streams/accept/x.ts',
    source: uses('../decode/lines'),
    says: 'streams/accept may import from: its own files, earlier stages (model), operators/*',
  },
  { file: 'src/streams/decode/x.ts', source: uses('../model/connection') },
  { file: 'src/streams/decode/x.ts', source: usesType('../accept/sink'), says: forward },
  {
    file: 'src/streams/decode/x.ts',
    source: uses('../journal/journal'),
    says: 'streams/decode may import from: its own files, earlier stages (model)',
  },
  { file: 'src/streams/decode/x.ts', source: usesType('../journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: uses('../../streams/journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: uses('./../journal/journal'), says: forward },
  { file: 'src/streams/decode/x.ts', source: "export { a } from '../journal/journal';\n", says: forward },
  { file: 'src/streams/journal/x.ts', source: uses('../decode/lines') },
  { file: 'src/streams/journal/x.ts', source: uses('../reduce/registry'), says: '(model, decode)' },
  { file: 'src/streams/dialects/x.ts', source: uses('../model/message') },
  { file: 'src/streams/dialects/x.ts', source: uses('../reduce/names'), says: '(model, decode, journal)' },
  {
    file: 'src/streams/reduce/x.ts',
    source: uses('../dialects/dialect') + usesType('./commands/command').replaceAll('B', 'C'),
  },
  { file: 'src/streams/reduce/x.ts', source: uses('../route/route'), says: '(model, decode, journal, dialects)' },
  { file: 'src/streams/reduce/commands/x.ts', source: uses('./command') },
  { file: 'src/streams/reduce/commands/x.ts', source: uses('../registry') },
  { file: 'src/streams/reduce/commands/x.ts', source: uses('../../model/delivery') },
  { file: 'src/streams/reduce/commands/x.ts', source: uses('../../route/route'), says: forward },
  { file: 'src/streams/route/x.ts', source: uses('../reduce/transitions') },
  {
    file: 'src/streams/route/x.ts',
    source: uses('../write/outbox'),
    says: '(model, decode, journal, dialects, reduce)',
  },
  { file: 'src/streams/write/x.ts', source: uses('../model/delivery') },
  {
    file: 'src/streams/write/x.ts',
    source: uses('../chat'),
    says: '(model, decode, journal, dialects, reduce, route)',
  },
  { file: 'src/streams/write/x.ts', source: usesType('../accept/tcpConnection'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../../config/settings'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../../server'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../../operators/concatMapArray') },
  { file: 'src/streams/write/x.ts', source: uses('../../buffers/chunk') },
  { file: 'src/streams/write/x.ts', source: uses('../../operators/tap/tapCount'), says: forward },
  { file: 'src/streams/write/x.ts', source: uses('../route'), says: forward },
  {
    file: 'src/streams/write/x.ts',
    source: "export const later = import('../chat');\n",
    says: 'Import at the top of the file',
  },

  { file: 'src/streams/chat.ts', source: uses('./write/outbox') + usesType('./model/connection') },
  { file: 'src/streams/chat.ts', source: uses('../operators/concatMapArray') },
  {
    file: 'src/streams/chat.ts',
    source: uses('../operators/tap/tapCount'),
    says: 'streams/chat.ts may import from: all stages, operators/*',
  },
  { file: 'src/streams/chat.ts', source: uses('../server'), says: forward },
  { file: 'src/streams/chat.ts', source: uses('../run/start'), says: forward },

  // What folds a journal again has the stages, and neither the driver nor the page that has them all.
  { file: 'src/recovery/x.ts', source: uses('../streams/reduce/transitions') + usesType('./fold') },
  {
    file: 'src/recovery/x.ts',
    source: uses('../streams/chat'),
    says: 'recovery may import from: its own files, all stages, operators/*',
  },
  { file: 'src/recovery/x.ts', source: uses('../run/start'), says: forward },
  { file: 'src/run/x.ts', source: uses('../recovery/recover') },

  // What knows nothing of the chat.
  { file: 'src/config/x.ts', source: uses('./settings') },
  { file: 'src/config/x.ts', source: usesType('../streams/chat'), says: 'config may import from: its own files' },
  { file: 'src/buffers/x.ts', source: uses('./chunk') + usesType('../invariant') },
  { file: 'src/buffers/x.ts', source: usesType('../operators/dropOverflow'), says: 'buffers may import from' },
  { file: 'src/operators/x.ts', source: uses('./createOperator') + "export { map } from 'rxjs';\n" },
  { file: 'src/operators/x.ts', source: usesType('../buffers/chunk') },
  {
    file: 'src/operators/x.ts',
    source: usesType('../streams/model/ending'),
    says: 'operators may import from: other operators (not operators/tap), buffers/* and invariant.ts, and nothing of streams/',
  },
  { file: 'src/operators/x.ts', source: uses('./tap/tapCount'), says: forward },
  { file: 'src/operators/x.ts', source: uses('./tap'), says: forward },
  { file: 'src/operators/tap/x.ts', source: uses('../createOperator') },
  { file: 'src/operators/tap/x.ts', source: uses('./tapCount') },
  { file: 'src/operators/tap/x.ts', source: usesType('../../streams/model/ending'), says: 'operators/tap may import' },

  // What watches, and what drives.
  { file: 'src/telemetry/x.ts', source: uses('../streams/model/ending') },
  { file: 'src/telemetry/x.ts', source: uses('../operators/tap/tapCount') },
  { file: 'src/telemetry/x.ts', source: usesType('../streams/chat') },
  {
    file: 'src/telemetry/x.ts',
    source: uses('../streams/chat'),
    says: 'operators, types and pure functions of the stages, and types (with `import type`) of chat.ts',
  },
  { file: 'src/telemetry/x.ts', source: uses('../run/start'), says: forward },
  { file: 'src/run/x.ts', source: uses('../streams/chat') },
  { file: 'src/run/x.ts', source: uses('../streams/accept/sink') },
  { file: 'src/run/x.ts', source: uses('../operators/tap/tapCount') },
  { file: 'src/run/x.ts', source: uses('../config/settings') },
  { file: 'src/run/x.ts', source: uses('../server'), says: 'run may import from' },
  { file: 'src/run/x.ts', source: uses('../../spec/helpers/fakeSocket'), says: forward },
  { file: 'src/server.ts', source: uses('./run/start') },
  { file: 'src/server.ts', source: uses('./streams/chat'), says: 'server.ts may import from: run/*' },

  // The logger and the metrics library.
  { file: 'src/run/x.ts', source: uses('winston') + "export { Counter } from 'prom-client';\n" },
  { file: 'src/telemetry/x.ts', source: uses('prom-client') },
  { file: 'src/operators/tap/x.ts', source: uses('winston') },
  { file: 'src/operators/x.ts', source: uses('prom-client'), says: 'Only run/*, telemetry/* and operators/tap/*' },
  { file: 'src/streams/chat.ts', source: usesType('winston'), says: 'Only run/*, telemetry/* and operators/tap/*' },
  { file: 'src/config/settings.ts', source: uses('winston'), says: 'Only run/*, telemetry/* and operators/tap/*' },
  { file: 'src/streams/write/x.ts', source: uses('winston-transport'), says: 'Only run/*, telemetry/*' },

  // Pure stages.
  ...['dialects', 'reduce', 'route'].flatMap((stage) => {
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
