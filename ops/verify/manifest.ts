import ts from 'typescript';

/** A document of a manifest, as far as it is looked at here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** A kind of Kubernetes as `kubernetes-models` has it, with the schema of the API. */
type Model = new (manifest: object) => { validate(): void };

/** The file in which the compiler finds the manifest; there is none of that name. */
const FILE = 'manifest-under-check.ts';

const OPTIONS: ts.CompilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
  ...{ module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
};

/**
 * What the API of Kubernetes would refuse in a manifest, or pass over without a word.
 *
 * Values are checked by the schema. It lets fields pass that it does not know, such as a name that is mistyped: those are found by the types.
 *
 * @param manifest the document
 * @returns a sentence for each fault
 */
export function faultsOf(manifest: Manifest): readonly string[] {
  const path = `kubernetes-models/${manifest.apiVersion}/${manifest.kind}`;
  return [...schemaFaults(manifest, path), ...typeFaults(manifest, path)];
}

function schemaFaults(manifest: Manifest, path: string): readonly string[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which of the many it is says the manifest
  const models = require(path) as Readonly<Record<string, Model | undefined>>;
  const Kind = models[manifest.kind];
  if (Kind === undefined) return [`${path} has no ${manifest.kind}`];
  try {
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function typeFaults(manifest: Manifest, path: string): readonly string[] {
  const text = `import type { I${manifest.kind} } from '${path}';\nexport const manifest: I${manifest.kind} = ${JSON.stringify(manifest)};\n`;
  const files = ts.createCompilerHost(OPTIONS);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (name) => name === FILE || files.fileExists(name),
    readFile: (name) => (name === FILE ? text : files.readFile(name)),
    getSourceFile: (name, version, ...rest) =>
      name === FILE ? ts.createSourceFile(name, text, version) : files.getSourceFile(name, version, ...rest),
  };
  const program = ts.createProgram([FILE], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
