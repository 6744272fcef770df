/** The product tree of a CSAF document: https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property */
import { rpmOf } from './csaf-rpm.ts';
import type { RpmAnswer } from './csaf-rpm.ts';
import { BadShape, listAt, objectAt, requiredTextAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { streamOf } from './modules.ts';

type Product = { readonly id: string; readonly cpe: string | null; readonly purl: string | null };
type Relationship = { readonly part: string; readonly whole: string };

export type ProductTree = { readonly products: ReadonlyMap<string, Product>; readonly relationships: ReadonlyMap<string, Relationship> };

/** A package within a platform. */
export type Component = {
  /** OSV's spelling: `Red Hat:` and the platform's CPE without its head, e.g. `Red Hat:enterprise_linux:8::baseos`. */
  readonly ecosystem: string;
  readonly rpm: Extract<RpmAnswer, { readonly rpm: object }>['rpm'];
};

/** `not-rpm`: no package of a Red Hat platform. */
export type ComponentAnswer =
  | { readonly component: Component }
  | { readonly component: null; readonly why: 'not-rpm' }
  | { readonly problem: string };

const deepest = 50;

/** Reads the tree. Throws `BadShape`. */
export function readProductTree(tree: JsonObject): ProductTree {
  const products = new Map<string, Product>();
  addBranches(tree['branches'], 'product_tree.branches', products, 0);
  for (const [i, product] of listAt(tree['full_product_names'], 'product_tree.full_product_names').entries()) {
    addProduct(product, `product_tree.full_product_names[${i}]`, products);
  }
  const relationships = new Map<string, Relationship>();
  for (const [i, entry] of listAt(tree['relationships'], 'product_tree.relationships').entries()) {
    const where = `product_tree.relationships[${i}]`;
    const relationship = objectAt(entry, where);
    const named = objectAt(relationship['full_product_name'], `${where}.full_product_name`);
    relationships.set(requiredTextAt(named['product_id'], `${where}.full_product_name.product_id`), {
      part: requiredTextAt(relationship['product_reference'], `${where}.product_reference`),
      whole: requiredTextAt(relationship['relates_to_product_reference'], `${where}.relates_to_product_reference`),
    });
  }
  return { products, relationships };
}

function addBranches(branches: unknown, where: string, products: Map<string, Product>, depth: number): void {
  if (depth > deepest) throw new BadShape(`${where} is nested too deep`);
  for (const [i, entry] of listAt(branches, where).entries()) {
    const branch = objectAt(entry, `${where}[${i}]`);
    if (branch['product'] !== undefined) addProduct(branch['product'], `${where}[${i}].product`, products);
    addBranches(branch['branches'], `${where}[${i}].branches`, products, depth + 1);
  }
}

function addProduct(value: unknown, where: string, products: Map<string, Product>): void {
  const product = objectAt(value, where);
  const id = requiredTextAt(product['product_id'], `${where}.product_id`);
  const helper = product['product_identification_helper'];
  const given = helper === undefined || helper === null ? {} : objectAt(helper, `${where}.product_identification_helper`);
  products.set(id, { id, cpe: textAt(given['cpe'], `${where}.cpe`), purl: textAt(given['purl'], `${where}.purl`) });
}

/**
 * The package and the platform that a product id of a status stands for. A package may be a component of a module that is a component of
 * the platform: then the module's stream is that of its product (`ruby:2.7:8080020230427102918:63b34585`).
 */
export function componentOf(tree: ProductTree, id: string): ComponentAnswer {
  const relationship = tree.relationships.get(id);
  if (relationship === undefined)
    return tree.products.has(id) ? { component: null, why: 'not-rpm' } : { problem: `No product has the id "${id.slice(0, 200)}"` };
  const part = tree.products.get(relationship.part);
  if (part === undefined) return { problem: `"${id.slice(0, 200)}" is made of a product that is not there` };
  const { platform, stream } = wholeOf(tree, relationship.whole);
  if (platform === null) return { problem: `"${id.slice(0, 200)}" is a component of a product that is not there` };
  const ecosystem = ecosystemOf(platform.cpe);
  if (ecosystem === null) return { component: null, why: 'not-rpm' };
  const answer = rpmOf(part.id, part.purl);
  if ('problem' in answer) return answer;
  if (answer.rpm === null) return { component: null, why: 'not-rpm' };
  return { component: { ecosystem, rpm: { ...answer.rpm, module: answer.rpm.module ?? stream } } };
}

function wholeOf(tree: ProductTree, id: string): { readonly platform: Product | null; readonly stream: string | null } {
  let stream: string | null = null;
  let at = id;
  for (let depth = 0; depth < deepest; depth += 1) {
    const relationship = tree.relationships.get(at);
    if (relationship === undefined) return { platform: tree.products.get(at) ?? null, stream };
    stream ??= streamOf(relationship.part);
    at = relationship.whole;
  }
  return { platform: null, stream };
}

/** `cpe:/a:redhat:enterprise_linux:8::appstream` to `Red Hat:enterprise_linux:8::appstream`; null: no CPE, or of another vendor. */
function ecosystemOf(cpe: string | null): string | null {
  const rest = /^cpe:(?:\/|2\.3:)[aoh]:redhat:(.+)$/i.exec(cpe ?? '')?.[1];
  if (rest === undefined) return null;
  const parts = rest
    .replace(/(?::[*-])+$/, '')
    .split(':')
    .map((part) => (part === '*' ? '' : part));
  return `Red Hat:${parts.join(':')}`;
}
