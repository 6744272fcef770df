/** Which methods an address takes: tells "there is nothing here" from "not with this method". */
export type Pattern = { readonly method: string; readonly path: string };

/** Methods of the patterns that this path fits, sorted; empty if there is nothing. `:name` stands for one segment. */
export function methodsFor(patterns: readonly Pattern[], path: string): string[] {
  const segments = path.split('/');
  const found = patterns.filter((pattern) => fits(pattern.path.split('/'), segments)).map((pattern) => pattern.method);
  return [...new Set(found.includes('GET') ? [...found, 'HEAD'] : found)].toSorted();
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((part, index) => part.startsWith(':') || part === segments[index]);
}
