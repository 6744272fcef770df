/**
 * Canonical JSON by RFC 8785 (JCS): one value has exactly one text, so its hash and its signature mean the value.
 * Numbers and strings are written as ECMAScript writes them (RFC 8785 3.2.2), members are sorted by UTF-16 code units (3.2.3).
 * What JSON cannot say, or could say in two ways, is a mistake of the caller: TypeError. Pure: the console uses it too.
 */

/** Deeper values are refused: no document of ours comes near, and a hostile one must not exhaust the stack. */
export const maxDepth = 100;

const encoder = new TextEncoder();

/**
 * The canonical text of a JSON value.
 * Throws TypeError for NaN, infinities, undefined, functions, symbols, bigint, lone surrogates, holes in arrays,
 * objects that are not plain, and nesting beyond `maxDepth` (a cycle ends there too).
 */
export function canonicalise(value: unknown): string {
  return write(value, 'the value itself', 0);
}

/** The canonical text as UTF-8. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(canonicalise(value));
}

function write(value: unknown, at: string | number, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, at);
    case 'number':
      if (!Number.isFinite(value)) throw refusal(at, `is ${value}, which JSON cannot say`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= maxDepth) throw refusal(at, `is nested deeper than ${maxDepth} levels`);
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, at, depth);
    default:
      throw refusal(at, `is of type ${typeof value}, which JSON cannot say`);
  }
}

/** What a string must not hold to be written as it is: quote, backslash, controls, surrogates. Most strings hold none of them. */
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

function writeString(value: string, at: string | number): string {
  if (!special.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw refusal(at, 'holds half of a surrogate pair, which UTF-8 cannot say');
  return JSON.stringify(value);
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ',';
    text += write(items[index], index, depth + 1);
  }
  return `${text}]`;
}

function writeObject(value: object, at: string | number, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refusal(at, 'is not a plain object');
  if (Object.getOwnPropertySymbols(value).length > 0) throw refusal(at, 'has a symbol as a member name');
  const members = value as Record<string, unknown>; // a plain object with string keys, as just checked
  const { names, heads } = shapeOf(Object.keys(members));
  let text = '{';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    text += heads[index] ?? '';
    text += write(members[name], name, depth + 1);
  }
  return `${text}}`;
}

/** The names of an object's members in their order, and what stands before each value: `"a":`, then `,"b":`. `keys`: the names as the object has them. */
type Shape = { readonly keys: readonly string[]; readonly names: readonly string[]; readonly heads: readonly string[] };

/** Documents repeat a few shapes many thousand times: this remembers answers, it is no state. By the number of names and the first of them. */
const shapes: Map<string, Shape>[] = [];
const mostNames = 32;
const mostShapes = 64;
const longestName = 64;

function shapeOf(keys: string[]): Shape {
  const [first] = keys;
  if (first === undefined || keys.length > mostNames) return newShape(keys);
  const known = (shapes[keys.length] ??= new Map());
  const last = known.get(first);
  if (last !== undefined && isSame(last.keys, keys)) return last;
  const shape = newShape(keys);
  // What comes from outside must not fill the memory with names.
  if (keys.some((key) => key.length > longestName)) return shape;
  if (known.size >= mostShapes) known.clear();
  known.set(first, shape);
  return shape;
}

function newShape(keys: string[]): Shape {
  const names = sorted([...keys]);
  return { keys, names, heads: names.map((name, index) => `${index === 0 ? '' : ','}${writeString(name, name)}:`) };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** Sorts by UTF-16 code units, as `sort` does without an argument; often there is nothing to do. */
function sorted(names: string[]): string[] {
  let before = '';
  for (const name of names) {
    if (name < before) return names.sort();
    before = name;
  }
  return names;
}

function refusal(at: string | number, problem: string): TypeError {
  const place = typeof at === 'number' ? `item ${at}` : JSON.stringify(at);
  return new TypeError(`Cannot write canonical JSON: ${place} ${problem}.`);
}
