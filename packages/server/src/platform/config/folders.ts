import { relative, sep } from 'node:path';

/** True if two absolute paths are the same folder or one lies in the other. Links are the caller's to resolve first. */
export function nestedFolders(a: string, b: string): boolean {
  return lies(a, b) || lies(b, a);
}

function lies(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`));
}
