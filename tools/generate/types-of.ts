/** Reads types out of a source file: what exists only as a type has no table at run time to draw from. */
import { readFile } from 'node:fs/promises';
import { parseSync } from 'rolldown/utils';
import { isNode, walk } from '../imports/walk.ts';
import type { Node } from '../imports/walk.ts';
import { inCheckout } from '../setup/checkout.mjs';

export type Field = { readonly name: string; readonly type: string };

/** The variants of a union of objects that `tag` tells apart, each with its other fields, in the order of the source. */
export async function variantsOf(
  path: string,
  type: string,
  tag: string,
): Promise<ReadonlyArray<{ readonly name: string; readonly fields: readonly Field[] }>> {
  const { alias, text } = await aliasIn(path, type);
  const variants: Array<{ name: string; fields: Field[] }> = [];
  walk(alias, (node) => {
    if (node.type !== 'TSTypeLiteral') return true;
    const fields = fieldsOf(node, text);
    const own = fields.find((field) => field.name === tag);
    if (!own) return true;
    variants.push({ name: own.type.slice(1, -1), fields: fields.filter((field) => field !== own) });
    return false;
  });
  if (variants.length === 0) throw new Error(`${path}: ${type} has no variants told apart by ${tag}.`);
  return variants;
}

/** The words of a union of strings. */
export async function wordsOf(path: string, type: string): Promise<readonly string[]> {
  const { alias, text } = await aliasIn(path, type);
  const words: string[] = [];
  walk(alias, (node) => {
    if (node.type !== 'TSLiteralType') return true;
    words.push(text.slice(node.start, endOf(node)).slice(1, -1));
    return false;
  });
  if (words.length === 0) throw new Error(`${path}: ${type} is no union of strings.`);
  return words;
}

async function aliasIn(path: string, type: string): Promise<{ alias: Node; text: string }> {
  const text = await readFile(inCheckout(path), 'utf8');
  const { program } = parseSync(path, text, { lang: 'ts', sourceType: 'module' });
  let alias: Node | undefined;
  // The tree is plain data (ESTree), read here as that.
  walk(program as unknown as Node, (node) => {
    const id = node['id'];
    if (node.type === 'TSTypeAliasDeclaration' && isNode(id) && id['name'] === type && isNode(node['typeAnnotation']))
      alias = node['typeAnnotation'];
    return alias === undefined;
  });
  if (!alias) throw new Error(`${path} has no type ${type}.`);
  return { alias, text };
}

function fieldsOf(literal: Node, text: string): Field[] {
  const members = Array.isArray(literal['members']) ? literal['members'] : [];
  return members.flatMap((member: unknown) => {
    if (!isNode(member) || !isNode(member['key']) || !isNode(member['typeAnnotation'])) return [];
    const type = member['typeAnnotation']['typeAnnotation'];
    if (!isNode(type)) return [];
    const name = String(member['key']['name']);
    return [
      { name: member['optional'] === true ? `${name}?` : name, type: text.slice(type.start, endOf(type)).replaceAll(/\breadonly /g, '') },
    ];
  });
}

function endOf(node: Node): number {
  return Number(node['end']);
}
