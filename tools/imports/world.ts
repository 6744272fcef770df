import { worldGlobals, worldProperties } from './rules.ts';
import { isNode, walk } from './walk.ts';
import type { Node } from './walk.ts';
import type { WorldUse } from './types.ts';

/**
 * Uses of the clock, of chance and of the world in a file: every mention of such a global as a value, also as the name
 * of a local (a pure package that calls a local `process` only confuses), and Temporal.Now, Math.random in any spelling.
 * Types do not count: they are gone before anything runs.
 */
export function worldUses(program: Node, lineOf: (offset: number) => number): WorldUse[] {
  const found: WorldUse[] = [];
  walk(program, (node, parent, key) => {
    if (isType(node)) return false;
    const name = forbiddenName(node, parent, key);
    if (name) found.push({ name, line: lineOf(node.start) });
    return true;
  });
  return found;
}

/** TypeScript's nodes are types, but for the few that wrap an expression. */
function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !('expression' in node) && node.type !== 'TSParameterProperty';
}

function forbiddenName(node: Node, parent: Node | undefined, key: string): string | undefined {
  if (node.type === 'MemberExpression') return forbiddenProperty(node['object'], propertyName(node));
  if (node.type === 'VariableDeclarator') return destructured(node);
  if (node.type !== 'Identifier' || isOnlyAKey(node, parent, key)) return undefined;
  const name = String(node['name']);
  return worldGlobals.has(name) ? name : undefined;
}

/** { fetch: … }, x.fetch, import { fetch as y }: a name inside something else, not the global. */
function isOnlyAKey(node: Node, parent: Node | undefined, key: string): boolean {
  if (!parent || parent['computed'] === true) return false;
  if (key === 'property' && parent.type === 'MemberExpression') return true;
  if (key === 'imported' || key === 'exported' || key === 'label') return true;
  // In { fetch } the same name is also the value, and is visited as that.
  return key === 'key' && node.type === 'Identifier';
}

function destructured(node: Node): string | undefined {
  const pattern = node['id'];
  if (!isNode(pattern) || pattern.type !== 'ObjectPattern' || !Array.isArray(pattern['properties'])) return undefined;
  for (const property of pattern['properties']) {
    if (!isNode(property) || !isNode(property['key'])) continue;
    const name = forbiddenProperty(node['init'], String(property['key']['name'] ?? property['key']['value']));
    if (name) return name;
  }
  return undefined;
}

function forbiddenProperty(object: unknown, property: string | undefined): string | undefined {
  if (!isNode(object) || object.type !== 'Identifier') return undefined;
  const owner = String(object['name']);
  return property !== undefined && Object.hasOwn(worldProperties, owner) && worldProperties[owner] === property
    ? `${owner}.${property}`
    : undefined;
}

function propertyName(node: Node): string | undefined {
  const property = node['property'];
  if (!isNode(property)) return undefined;
  if (node['computed'] === true) return typeof property['value'] === 'string' ? property['value'] : undefined;
  return String(property['name']);
}
