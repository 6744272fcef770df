import { isTestFile } from './rules.ts';
import { packageOf, resolve, serverRoom } from './resolve.ts';
import type { ImportFound, SourceFile, Tree, Violation } from './types.ts';

/** Rings of files that need each other when they run. A type is gone by then, so `import type` makes no ring. */
export function fileCycles(tree: Tree): Violation[] {
  const graph = new Map<string, Set<string>>();
  for (const { file, found, to } of edges(tree)) {
    if (!found.typeOnly) edge(graph, file.path, to);
  }
  return rings(graph).map((ring) =>
    violation(
      'file cycle',
      ring[0] ?? '',
      `is in a ring of files: ${ring.join(' -> ')} -> ${ring[0]}. Move what they share into a file below them.`,
    ),
  );
}

/** Rings of packages; types count too, for a ring of packages is one package. */
export function packageCycles(tree: Tree): Violation[] {
  const graph = new Map<string, Set<string>>();
  for (const { file, to } of edges(tree)) {
    if (packageOf(file.path) !== packageOf(to)) edge(graph, packageOf(file.path), packageOf(to));
  }
  return rings(graph).map((ring) =>
    violation('package cycle', `packages/${ring[0]}`, `is in a ring of packages: ${ring.join(' -> ')} -> ${ring[0]}.`),
  );
}

/** Rings of the server's features (tests apart, which may set a scene with any of them). */
export function serverFeatureCycles(tree: Tree): Violation[] {
  const graph = new Map<string, Set<string>>();
  for (const { file, found, to } of edges(tree)) {
    if (found.typeOnly || isTestFile(file.path)) continue;
    if (packageOf(file.path) !== 'server' || packageOf(to) !== 'server') continue;
    const [from, there] = [serverRoom(file.path), serverRoom(to)];
    if (from !== '' && there !== '' && from !== there) edge(graph, from, there);
  }
  return rings(graph).map((ring) =>
    violation(
      'feature cycle',
      `packages/server/src/${ring[0]}`,
      `is in a ring of features: ${ring.join(' -> ')} -> ${ring[0]}. One of them should be handed what it needs.`,
    ),
  );
}

function* edges(tree: Tree): Generator<{ file: SourceFile; found: ImportFound; to: string }> {
  for (const file of tree.files.values()) {
    for (const found of file.imports) {
      if (found.specifier === null) continue;
      const target = resolve(tree, file.path, found.specifier);
      const to = target.kind === 'file' || target.kind === 'workspace' ? target.path : undefined;
      if (to !== undefined && tree.files.has(to)) yield { file, found, to };
    }
  }
}

function edge(graph: Map<string, Set<string>>, from: string, to: string): void {
  const targets = graph.get(from) ?? new Set();
  targets.add(to);
  graph.set(from, targets);
}

/** One shortest ring for each knot of the graph (a set of nodes that all reach each other), each ring once. */
function rings(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (done.has(start)) continue;
    const ring = shortestWayBack(graph, start);
    if (!ring) continue;
    found.push(ring);
    for (const node of ring) done.add(node);
  }
  return found;
}

/** Breadth first from a node until an edge leads back to it. */
function shortestWayBack(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return wayTo(cameFrom, start, node);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(cameFrom: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const way = [end];
  for (let node = end; node !== start;) {
    node = cameFrom.get(node) ?? start;
    way.unshift(node);
  }
  return way;
}

function violation(rule: string, path: string, message: string): Violation {
  return { rule, path, line: 1, message };
}
