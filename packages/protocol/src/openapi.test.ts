import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errors } from './errors.ts';
import { openapi } from './openapi.ts';
import type { Operation } from './openapi.ts';
import { routes } from './routes.ts';
import type { Route } from './routes.ts';

const document = openapi(routes, '1.2.3');

function operationOf(route: Route): Operation | undefined {
  return document.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : referencesIn(inner)));
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 of this version', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: 'Fettle', version: '1.2.3' });
  });

  it.each(Object.entries<Route>(routes))('has the route %s with what it takes and answers', (name, route) => {
    const operation = operationOf(route);
    expect(operation).toMatchObject({ operationId: name, summary: route.summary, 'x-permission': route.permission });
    expect(operation?.requestBody !== undefined).toBe(route.body !== undefined);
    expect(operation?.security.length === 0).toBe(route.permission === 'open');
    const answer = operation?.responses['200'] as { content: Record<string, { schema: Record<string, unknown> }> };
    const [schema] = Object.values(answer.content).map((content) => content.schema);
    expect(Object.keys(schema ?? {})).not.toEqual([]);
  });

  it.each(Object.entries<Route>(routes))('declares the path parameters of %s, all of them and no others', (_name, route) => {
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const declared = (operationOf(route)?.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
  });

  it('gives every operation an id of its own', () => {
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(ids).toHaveLength(Object.keys(routes).length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to what is in it', () => {
    const references = [...new Set(referencesIn(document))];
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      const [, , kind, name] = reference.split('/');
      expect(reference).toBe(`#/components/${kind}/${name}`);
      expect(Object.keys(document.components[kind as 'schemas' | 'responses'])).toContain(name);
    }
  });

  it('uses every tag that it lists and lists every tag that it uses', () => {
    const used = Object.values(document.paths).flatMap((methods) => Object.values(methods).flatMap(({ tags }) => tags));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(new Set(used));
  });

  it('knows every code that a refusal can have', () => {
    const code = document.components.schemas['Problem']?.properties?.['code'];
    expect(code?.['enum']).toEqual(Object.keys(errors));
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('a schema that differs between sending and answering', () => {
  const Size = z.object({ size: z.number().default(1) }).meta({ id: 'Size' });
  const Box = z.object({ of: Size }).meta({ id: 'Box' });
  const Same = z.string().meta({ id: 'Same' });
  const table: Record<string, Route> = {
    save: {
      method: 'POST',
      path: '/api/v1/boxes',
      summary: 'Save a box',
      permission: 'open',
      tenant: 'open',
      audit: 'box.saved',
      body: z.object({ box: Box, same: Same }),
      response: z.object({ box: Box, same: Same }),
    },
  };
  const { schemas } = openapi(table, '1').components;

  it('is two components, and so is what refers to it', () => {
    expect(Object.keys(schemas)).toEqual(['Box', 'BoxInput', 'Same', 'Size', 'SizeInput', 'Problem']);
    expect(schemas['BoxInput']?.properties?.['of']).toEqual({ $ref: '#/components/schemas/SizeInput' });
    expect(schemas['Box']?.properties?.['of']).toEqual({ $ref: '#/components/schemas/Size' });
  });

  it('asks for nothing that has a default', () => {
    expect(schemas['SizeInput']?.required).toBeUndefined();
    expect(schemas['Size']?.required).toEqual(['size']);
  });
});
