/** The schemas of a route table as JSON Schema (draft 2020-12, the dialect of OpenAPI 3.1), those with a name as shared components. */
import { z } from 'zod';
import type { Route } from './routes.ts';

export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
};

export type Schemas = {
  /** By ROUTE.params, ROUTE.query, ROUTE.body, ROUTE.response. */
  readonly parts: Readonly<Record<string, JsonSchema>>;
  /** By the name that `.meta({ id })` gave. */
  readonly components: Readonly<Record<string, JsonSchema>>;
};

/**
 * What is sent and what is answered differ where a schema has defaults. A named schema that says the same in both directions is one
 * component; one that does not is two, the one for sending with `Input` behind its name.
 */
export function schemasOf(routes: Readonly<Record<string, Route>>): Schemas {
  const sent = convert(routes, ['params', 'query', 'body'], 'input');
  const answered = convert(routes, ['response'], 'output');
  const differing = differingNames(sent.components, answered.components);
  const rename = (name: string): string => (differing.has(name) ? `${name}Input` : name);
  const components: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(sent.components)) components[rename(name)] = pointed(schema, rename);
  for (const [name, schema] of Object.entries(answered.components)) components[name] = pointed(schema, (same) => same);
  const parts: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(sent.parts)) parts[name] = pointed(schema, rename);
  for (const [name, schema] of Object.entries(answered.parts)) parts[name] = pointed(schema, (same) => same);
  return { parts, components: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type Part = 'params' | 'query' | 'body' | 'response';

/** One conversion for a whole direction, so that zod itself finds what is shared. */
function convert(routes: Readonly<Record<string, Route>>, parts: readonly Part[], io: 'input' | 'output'): Schemas {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, route] of Object.entries(routes)) {
    for (const part of parts) {
      const schema = route[part];
      if (schema && typeof schema !== 'string') shape[`${name}.${part}`] = schema;
    }
  }
  // zod's own type of its result lists every keyword; ours keeps the few that are read and leaves the rest open.
  const whole = z.toJSONSchema(z.object(shape), { io, target: 'draft-2020-12', unrepresentable: 'any' }) as JsonSchema & {
    readonly $defs?: Readonly<Record<string, JsonSchema>>;
  };
  return { parts: whole.properties ?? {}, components: whole.$defs ?? {} };
}

/** Names whose two directions differ, themselves or in something that they refer to. */
function differingNames(sent: Schemas['components'], answered: Schemas['components']): ReadonlySet<string> {
  const shared = Object.keys(sent).filter((name) => name in answered);
  const differing = new Set(shared.filter((name) => JSON.stringify(sent[name]) !== JSON.stringify(answered[name])));
  for (let before = -1; before !== differing.size;) {
    before = differing.size;
    for (const name of shared) if (refersTo(sent[name], differing)) differing.add(name);
  }
  return differing;
}

function refersTo(schema: unknown, names: ReadonlySet<string>): boolean {
  if (Array.isArray(schema)) return schema.some((item) => refersTo(item, names));
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(([key, value]) => (key === '$ref' ? names.has(nameIn(value)) : refersTo(value, names)));
}

/** The same schema with its references pointing into the document's components. */
function pointed(schema: JsonSchema, rename: (name: string) => string): JsonSchema {
  // What goes in is plain JSON, and comes out with the same shape.
  return point(schema, rename) as JsonSchema;
}

function point(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => point(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' ? `#/components/schemas/${rename(nameIn(inner))}` : point(inner, rename),
    ]),
  );
}

function nameIn(reference: unknown): string {
  return String(reference).split('/').at(-1) ?? '';
}
