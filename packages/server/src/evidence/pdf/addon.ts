/** The typesetter's native addon, loaded directly: its packages are per platform, and not every platform has one. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

/** Of the addon only what is used here (its own types come with no package). */
export type Compiler = {
  mapShadow(path: string, content: Buffer): void;
  compile(given: { readonly mainFilePath: string } | { readonly mainFileContent: string }): {
    readonly result: unknown;
    takeDiagnostics(): unknown;
  };
  pdf(document: unknown, options: { readonly pdfStandard?: string; readonly creationTimestamp: number }): Buffer;
  fetchDiagnostics(diagnostics: unknown): unknown;
};
type Addon = {
  readonly NodeCompiler: {
    create(given: { readonly workspace: string; readonly fontArgs: readonly { readonly fontBlobs: readonly Buffer[] }[] }): Compiler;
  };
};

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu',
  'linux-arm64': '@myriaddreamin/typst-ts-node-compiler-linux-arm64-gnu',
  'darwin-arm64': '@myriaddreamin/typst-ts-node-compiler-darwin-arm64',
};
const weights = ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold'];

const require = createRequire(import.meta.url);

/** Whether PDFs can be made on this platform at all. */
export function canMakePdf(): boolean {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return false;
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** A compiler that reads files below `workspace` only, with Inter; the fonts that the compiler brings and those of the system stand in for what Inter lacks. */
export function openCompiler(workspace: string): Compiler {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`There is no typesetter for ${process.platform}-${process.arch}.`);
  // A native addon without types; its shape is that of the version in the lock file.
  const { NodeCompiler } = require(name) as Addon;
  const fontBlobs = weights.map((weight) => readFileSync(require.resolve(`@expo-google-fonts/inter/${weight}.ttf`)));
  return NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] });
}
