/**
 * The route table as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). Pure: the server answers with it and the
 * reference is generated from it, so both say the same.
 */
import { errors } from './errors.ts';
import { schemasOf, type JsonSchema } from './openapi-schemas.ts';
import type { Route } from './routes.ts';

export type OpenApiDocument = {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly summary: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
};

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** What a person needs, and what is recorded: OpenAPI has no words of its own for either. */
  readonly 'x-permission': string;
  readonly 'x-audit': string | null;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
};

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description?: string;
};

/** Answers that are not JSON of a schema: media type and what stands in it. */
const documents: Readonly<Record<Exclude<Route['response'], object>, { readonly type: string; readonly schema: JsonSchema }>> = {
  html: { type: 'text/html', schema: { type: 'string' } },
  file: { type: 'application/octet-stream', schema: { type: 'string', format: 'binary' } },
  pdf: { type: 'application/pdf', schema: { type: 'string', format: 'binary' } },
  'json-lines': { type: 'application/x-ndjson', schema: { type: 'string', description: 'one JSON value a line' } },
  'event-stream': { type: 'text/event-stream', schema: { type: 'string', description: 'server-sent events' } },
  openapi: { type: 'application/json', schema: { type: 'object' } },
  calendar: { type: 'text/calendar', schema: { type: 'string', description: 'iCalendar (RFC 5545)' } },
};

const problem: JsonSchema = {
  type: 'object',
  description: 'A refusal (RFC 9457). `code` is the contract; `detail` is the sentence for people.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errors) },
    remedy: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } }, required: ['path', 'message'] },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'remedy', 'requestId'],
};

/** The document of a route table. `version` is the product's. Throws when a route's parameters are no object schema: a bug in the table. */
export function openapi(routes: Readonly<Record<string, Route>>, version: string): OpenApiDocument {
  const schemas = schemasOf(routes);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const methods = (paths[path] ??= {});
    methods[route.method.toLowerCase()] = operation(name, route, schemas.parts);
  }
  const tags = [...new Set(Object.values(routes).map(tagOf))].map((name) => ({ name }));
  return {
    openapi: '3.1.1',
    info: { title: 'Fettle', version, summary: 'Plans, approves, applies and proves updates of many machines' },
    tags,
    paths,
    components: {
      schemas: { ...schemas.components, Problem: problem },
      responses: {
        Problem: { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'fettle_session', description: 'The session of the console' },
      },
    },
  };
}

function operation(operationId: string, route: Route, parts: Readonly<Record<string, JsonSchema>>): Operation {
  const parameters = [
    ...parametersOf(parts[`${operationId}.params`], 'path', operationId),
    ...parametersOf(parts[`${operationId}.query`], 'query', operationId),
  ];
  const body = parts[`${operationId}.body`];
  return {
    operationId,
    summary: route.summary,
    tags: [tagOf(route)],
    security: route.permission === 'open' ? [] : [{ apiKey: [] }, { session: [] }],
    'x-permission': route.permission,
    'x-audit': typeof route.audit === 'string' ? route.audit : null,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { '200': answer(route, parts[`${operationId}.response`]), default: { $ref: '#/components/responses/Problem' } },
  };
}

function answer(route: Route, schema: JsonSchema | undefined): unknown {
  const document = typeof route.response === 'string' ? documents[route.response] : { type: 'application/json', schema: schema ?? {} };
  return { description: 'Done', content: { [document.type]: { schema: document.schema } } };
}

function parametersOf(schema: JsonSchema | undefined, where: 'path' | 'query', route: string): Parameter[] {
  if (!schema) return [];
  const { properties, required } = schema;
  if (!properties) throw new Error(`${route}: its ${where} parameters are not the schema of an object.`);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    schema: rest,
    ...(description === undefined ? {} : { description }),
  }));
}

/** /api/v1/clients/:id/sites -> clients */
function tagOf(route: Route): string {
  return route.path.split('/')[3] ?? 'api';
}
