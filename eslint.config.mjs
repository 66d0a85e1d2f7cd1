import { builtinModules } from 'node:module';
import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

/**
 * What data passes, in that order: the words that all stages share, the stages, and the dialects in which clients are read and
 * written to. Each may import from the ones before it, never from a later one.
 */
const STAGES = ['model', 'accept', 'decode', 'journal', 'dialects', 'reduce', 'route', 'write'];

/** What a recorded stream of events must replay through to the same lines: no clock, no random, no I/O. */
const PURE_STAGES = ['model', 'dialects', 'reduce', 'route'];

/**
 * @typedef {object} Layer a set of files with one rule for what they may import
 * @property {string} name what to call it in a message
 * @property {string} files the glob of its files
 * @property {string[]} allowed relative imports it may have, as regular expressions of the whole import
 * @property {string[]} [typesOnly] relative imports it may have with `import type`
 * @property {string} sentence what is allowed, for the one who broke the rule
 * @property {boolean} [instruments] whether it may know the logger and the metrics library
 * @property {boolean} [pure] whether it must be free of clock, random and I/O
 */

/** One file of a folder; without a file behind it the folder would be a barrel. */
const FILE = '[^/]+';
/** Any file of operators/ that is not a folder in it. */
const OPERATOR = `operators/(?!tap$)${FILE}`;
/** What knows nothing of the chat, and any layer may use. */
const FOUNDATION = [`(invariant|messageOf)(\\.js)?`, `buffers/${FILE}`, OPERATOR];

/** @param {string} up the way to src, such as `../../` */
const foundation = (up) => FOUNDATION.map((path) => `${up.replaceAll('.', '\\.')}${path}`);

/** @param {string[]} stages */
const filesOf = (stages) => `(${stages.join('|')})/(commands/)?${FILE}`;

/** @type {Layer[]} */
const LAYERS = [
  ...STAGES.flatMap((stage, position) => {
    // A transport is the one place where a socket is written to: the stages after it know the Connection of model/ alone.
    const earlier = STAGES.slice(0, position).filter((name) => name !== 'accept');
    const layer = {
      name: `streams/${stage}`,
      sentence: `its own files, ${earlier.length > 0 ? `earlier stages (${earlier.join(', ')})` : 'no other stage'}, operators/*, buffers/*, invariant.ts and messageOf.ts`,
      pure: PURE_STAGES.includes(stage),
    };
    /** @param {string} up the way to streams/ */
    const allowed = (up) => [
      `\\./(commands/)?${FILE}`,
      `${up.replaceAll('.', '\\.')}${filesOf([...earlier, stage])}`,
      ...foundation(`${up}../`),
    ];
    const whole = { ...layer, files: `src/streams/${stage}/*.ts`, allowed: allowed('../') };
    if (stage !== 'reduce') return [whole];
    const commands = { ...layer, files: 'src/streams/reduce/commands/*.ts' };
    return [whole, { ...commands, allowed: [...allowed('../../'), `\\.\\./${FILE}`] }];
  }),
  {
    name: 'streams/chat.ts',
    files: 'src/streams/chat.ts',
    allowed: [`\\./${filesOf(STAGES)}`, ...foundation('../')],
    sentence: 'all stages, operators/*, buffers/*, invariant.ts and messageOf.ts',
  },
  {
    name: 'recovery',
    files: 'src/recovery/*.ts',
    allowed: [`\\./${FILE}`, `\\.\\./streams/${filesOf(STAGES)}`, ...foundation('../')],
    sentence: 'its own files, all stages, operators/*, buffers/*, invariant.ts and messageOf.ts',
  },
  {
    name: 'config',
    files: 'src/config/*.ts',
    allowed: [`\\./${FILE}`],
    sentence: 'its own files',
  },
  {
    name: 'invariant.ts',
    files: 'src/invariant.ts',
    allowed: [],
    sentence: 'nothing',
    pure: true,
  },
  {
    name: 'messageOf.ts',
    files: 'src/messageOf.ts',
    allowed: [],
    sentence: 'nothing of src',
  },
  {
    name: 'buffers',
    files: 'src/buffers/*.ts',
    allowed: [`\\./${FILE}`, '\\.\\./invariant(\\.js)?'],
    sentence: 'its own files and invariant.ts',
    pure: false,
  },
  {
    name: 'operators',
    files: 'src/operators/*.ts',
    allowed: [`\\./(?!tap$)${FILE}`, `\\.\\./buffers/${FILE}`, '\\.\\./invariant(\\.js)?'],
    sentence: 'other operators (not operators/tap), buffers/* and invariant.ts, and nothing of streams/',
  },
  {
    name: 'operators/tap',
    files: 'src/operators/tap/*.ts',
    allowed: [`\\./${FILE}`, `\\.\\./(?!tap$)${FILE}`],
    sentence: 'other operators, and nothing of streams/',
    instruments: true,
  },
  {
    name: 'telemetry',
    files: 'src/telemetry/*.ts',
    allowed: [`\\./${FILE}`, `\\.\\./operators/tap/${FILE}`, `\\.\\./streams/${filesOf(STAGES)}`, ...foundation('../')],
    typesOnly: ['\\.\\./streams/chat(\\.js)?'],
    sentence: 'operators, types and pure functions of the stages, and types (with `import type`) of chat.ts',
    instruments: true,
  },
  {
    name: 'client',
    files: 'src/client/*.ts',
    allowed: [`\\./${FILE}`],
    sentence: 'its own files: the page is made of it, and knows nothing of the server but its protocol',
  },
  {
    name: 'terminal',
    files: 'src/terminal/*.ts',
    allowed: [
      `\\./${FILE}`,
      `\\.\\./(client|config)/${FILE}`,
      `\\.\\./streams/${filesOf(['model', 'decode', 'reduce'])}`,
      ...foundation('../'),
    ],
    sentence:
      'its own files, client/*, config/*, the stages model, decode and reduce, operators/*, buffers/* and messageOf.ts',
  },
  {
    name: 'run',
    files: 'src/run/*.ts',
    allowed: [
      `\\./${FILE}`,
      `\\.\\./(config|client|recovery|telemetry|terminal|operators/tap)/${FILE}`,
      `\\.\\./streams/(chat(\\.js)?|${filesOf(STAGES)})`,
      ...foundation('../'),
    ],
    sentence: 'every file of src but server.ts',
    instruments: true,
  },
  {
    name: 'server.ts',
    files: 'src/server.ts',
    allowed: [`\\./run/${FILE}`],
    sentence: 'run/*',
  },
];

const PURE_HINT = 'Time is data: it is in `recorded.at`; I/O belongs to accept/, run/ and telemetry/.';

/** What a pure stage may not reach for. */
const IMPURE_GLOBALS = [
  ...['Date', 'performance', 'crypto', 'process', 'console', 'fetch', 'globalThis', 'global', 'queueMicrotask'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
];

/** Exports of rxjs that read a clock or schedule. */
const RXJS_CLOCKS = [
  ...['animationFrames', 'interval', 'timer', 'auditTime', 'bufferTime', 'debounceTime', 'delay', 'sampleTime'],
  ...['throttleTime', 'timeInterval', 'timeout', 'timeoutWith', 'timestamp', 'windowTime', 'observeOn', 'subscribeOn'],
  ...['animationFrame', 'animationFrameScheduler', 'asap', 'asapScheduler', 'async', 'asyncScheduler'],
];

/** @param {string[]} wholes */
const anyOf = (wholes) => `(?:${[...wholes, '(?!)'].join('|')})$`;

/**
 * What a layer may import, as options of no-restricted-imports. What is not allowed is forbidden, so a way around
 * (`../../streams/reduce/x` from a stage) is forbidden with it.
 *
 * @param {Layer} layer
 */
function importRules({ name, allowed, typesOnly = [], sentence, instruments = false, pure = false }) {
  const may = `${name} may import from: ${sentence}.`;
  const patterns = [
    {
      regex: `^(?!${anyOf([...allowed, ...typesOnly])})\\.`,
      message: `${may} Imports run the same way as the data.`,
    },
  ];
  if (typesOnly.length > 0) patterns.push({ regex: `^${anyOf(typesOnly)}`, allowTypeImports: true, message: may });
  if (!instruments) {
    patterns.push({
      regex: '^(winston([-/].*)?|prom-client(/.*)?)$',
      message:
        'Only run/*, telemetry/* and operators/tap/* may import winston or prom-client. Return a value and tap it there.',
    });
  }
  if (pure) {
    patterns.push(
      {
        regex: `^(node:.*|(${builtinModules.filter((module) => !module.startsWith('_')).join('|')})(/.*)?)$`,
        message: `${name} is pure: packages without I/O only, no module of Node. ${PURE_HINT}`,
      },
      {
        regex: '^rxjs(/operators)?$',
        importNames: RXJS_CLOCKS,
        message: `${name} is pure: only operators of rxjs that read no clock and start no timer. ${PURE_HINT}`,
      },
    );
  }
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

const NO_STAR_EXPORT = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: export by name, and import from the file that has it.',
};

const NO_DYNAMIC_IMPORT = {
  selector: 'ImportExpression',
  message: 'Import at the top of the file: the order of the layers is checked there.',
};

const NO_DOLLAR_FUNCTION = {
  selector: [
    'FunctionDeclaration[id.name=/\\$$/]',
    'TSDeclareFunction[id.name=/\\$$/]',
    "MethodDefinition[kind='method'][key.name=/\\$$/]",
    'TSAbstractMethodDefinition[key.name=/\\$$/]',
    "TSMethodSignature[kind='method'][key.name=/\\$$/]",
    'Property[method=true][key.name=/\\$$/]',
  ].join(', '),
  message: '`$` marks a value that holds an Observable. A function is not one: name it without `$`.',
};

export default defineConfig(
  { ignores: ['dist/', 'build/', 'coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // Every file of TypeScript: what typescript-eslint and rxjs-x know of types.
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'rxjs-x/finnish': [
        'error',
        {
          functions: false,
          methods: false,
          strict: true,
          // The rule asks `$` of whatever returns an Observable too. The types of functions have names from the
          // compiler (`__function`, `__type`), of functions (lower case), or end in Function, as OperatorFunction does.
          types: { '^(__|[a-z])|Function$': false },
        },
      ],
      'no-restricted-syntax': ['error', NO_STAR_EXPORT, NO_DOLLAR_FUNCTION],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },

  // The program: its layers, and nothing beside them.
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', NO_STAR_EXPORT, NO_DOLLAR_FUNCTION, NO_DYNAMIC_IMPORT],
    },
  },
  {
    // winston sees its base class of transports through a namespace, which the rule takes for another class.
    files: ['src/telemetry/logger.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  LAYERS.map((layer) => ({ files: [layer.files], rules: importRules(layer) })),
  LAYERS.filter(({ pure }) => pure).map(({ name, files }) => ({
    files: [files],
    rules: {
      'no-restricted-globals': [
        'error',
        ...IMPURE_GLOBALS.map((global) => ({
          name: global,
          message: `${name} is pure: no clock, no random, no I/O. ${PURE_HINT}`,
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: `${name} is pure: no random. ${PURE_HINT}` },
      ],
    },
  })),
  {
    files: ['src/**/*.ts'],
    ignores: LAYERS.map(({ files }) => files),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program',
          message: `A file of src is one of ${LAYERS.map(({ files }) => files).join(', ')}. A new layer gets its rule in eslint.config.mjs.`,
        },
      ],
    },
  },
  {
    files: ['**/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'No barrels: no index.ts, import from the file that has the name.' },
      ],
    },
  },

  // The page: it runs in a browser, knows nothing of the server but its protocol, and makes no markup of text.
  {
    files: ['web/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!(\\.\\./)+src/client/[^/]+$|\\.\\.?/(?!\\.\\./|src/)|rxjs$)',
              message: 'web/ may import from: its own files, src/client/* and rxjs.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'What somebody has said is text: use make() of view/elements.ts.',
        })),
      ],
      'rxjs-x/no-ignored-error': 'off', // events of a browser have none
    },
  },

  // Specs: what makes a test short and does not hide a fault.
  {
    files: ['spec/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-exposed-subjects': 'off',
      'rxjs-x/no-ignored-error': 'off',
    },
  },

  // What specs and tools stand on stands on Node alone: the image of the demo has nothing else.
  {
    files: ['testkit/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\./|node:)', message: 'testkit/ may import from: its own files and node:*.' }] },
      ],
    },
  },

  // Checks for Node's own test runner, which waits for whatever `describe` and `it` return.
  {
    files: ['ops/**/*.check.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'it'], package: 'node:test' }] },
      ],
    },
  },

  // Scripts without types, this one too.
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.strict, tseslint.configs.stylistic] },
);
