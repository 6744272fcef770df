import { parseSync } from 'rolldown/utils';
import { worldUses } from './world.ts';
import { isNode, walk } from './walk.ts';
import { tableWrites } from './tables.ts';
import type { Node } from './walk.ts';
import type { ImportFound, SourceFile } from './types.ts';

/**
 * Reads what a file imports and which forbidden globals it names, from its syntax tree, and which tables its statements write.
 * Throws for a file that cannot be parsed: what cannot be read is not clean.
 */
export function parseFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts', sourceType: 'module' });
  const problem = parsed.errors[0];
  if (problem) throw new Error(`${path} cannot be parsed: ${problem.message}`);
  const lineOf = lineCounter(text);
  const imports: ImportFound[] = [];
  // The tree is plain data (ESTree); its precise types are of no use to a walk over everything.
  walk(parsed.program as unknown as Node, (node) => {
    const found = importOf(node);
    if (found) imports.push({ ...found, line: lineOf(node.start) });
    return true;
  });
  return { path, imports, world: worldUses(parsed.program as unknown as Node, lineOf), writes: tableWrites(text, lineOf) };
}

function importOf(node: Node): Omit<ImportFound, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: stringOf(node['source']), typeOnly: node['importKind'] === 'type' };
    case 'ExportAllDeclaration':
      return { specifier: stringOf(node['source']), typeOnly: node['exportKind'] === 'type' };
    case 'ExportNamedDeclaration':
      if (!isNode(node['source'])) return undefined;
      return { specifier: stringOf(node['source']), typeOnly: node['exportKind'] === 'type' };
    case 'ImportExpression':
      return { specifier: stringOf(node['source']), typeOnly: false };
    case 'TSImportType':
      return { specifier: stringOf(node['source']), typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: stringOf(node['expression']), typeOnly: false };
    case 'CallExpression':
      return requireOf(node);
    default:
      return undefined;
  }
}

/** require('x'), and require.resolve('x') with it. A computed name is left to the function that made `require`. */
function requireOf(node: Node): Omit<ImportFound, 'line'> | undefined {
  const callee = node['callee'];
  const named = isNode(callee) && callee.type === 'MemberExpression' ? callee['object'] : callee;
  if (!isNode(named) || named.type !== 'Identifier' || named['name'] !== 'require') return undefined;
  const [first] = Array.isArray(node['arguments']) ? node['arguments'] : [];
  const specifier = stringOf(first);
  return specifier === null ? undefined : { specifier, typeOnly: false };
}

function stringOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  // import('x') in a type wraps its string once more
  if (node.type === 'TSLiteralType') return stringOf(node['literal']);
  return null;
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
