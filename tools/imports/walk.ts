/** A node of the syntax tree (ESTree with TypeScript's additions), as plain data. */
export type Node = { type: string; start: number; [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Visits a node and everything below it, parents first. Where `visit` returns false, what is below is left out. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined, key: string) => boolean): void {
  step(node, undefined, '', visit);
}

function step(
  node: Node,
  parent: Node | undefined,
  key: string,
  visit: (node: Node, parent: Node | undefined, key: string) => boolean,
): void {
  if (!visit(node, parent, key)) return;
  for (const [name, value] of Object.entries(node)) {
    for (const below of Array.isArray(value) ? value : [value]) {
      if (isNode(below)) step(below, node, name, visit);
    }
  }
}
