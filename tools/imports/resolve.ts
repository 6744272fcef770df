import { posix } from 'node:path';
import { isBuiltin } from 'node:module';
import type { Tree } from './types.ts';

/** What an import means. `path` is a file of the tree, from the checkout's root. */
export type Target =
  | { kind: 'node'; name: string }
  | { kind: 'external'; name: string }
  | { kind: 'workspace'; name: string; entry: string; path: string | undefined }
  | { kind: 'file'; path: string };

/** Resolves a specifier as Node does for this checkout: relative paths, workspaces by their exports, everything else npm's. */
export function resolve(tree: Tree, from: string, specifier: string): Target {
  const bare = specifier.replace(/\?.*$/, ''); // Vite's ?raw, ?url
  if (bare.startsWith('.') || bare.startsWith('/')) return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), bare)) };
  if (isBuiltin(bare)) return { kind: 'node', name: bare };
  const parts = bare.split('/');
  if (parts[0] === '@fettle') {
    const name = parts[1] ?? '';
    const entry = parts.slice(2).join('/');
    return { kind: 'workspace', name, entry, path: exported(tree, name, entry) };
  }
  return { kind: 'external', name: parts.slice(0, bare.startsWith('@') ? 2 : 1).join('/') };
}

/** The file behind an entry of a workspace, by its exports map; a name beats the pattern, as in Node. */
function exported(tree: Tree, name: string, entry: string): string | undefined {
  const exports = tree.manifests.get(name)?.exports ?? {};
  const target = entry === '' ? exports['.'] : (exports[`./${entry}`] ?? exports['./*']?.replace('*', entry));
  return target === undefined ? undefined : posix.join('packages', name, target);
}

/** packages/NAME/… -> NAME */
export function packageOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** In the server: packages/server/src/ROOM/… -> ROOM; '' for files directly in src. */
export function serverRoom(path: string): string {
  const parts = path.split('/');
  return parts.length > 4 ? (parts[3] ?? '') : '';
}
