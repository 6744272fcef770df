/** What an entry of the route table is: method, path, who may, what is recorded, schemas. */
import type { z } from 'zod';
import type { Permission } from './permissions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission | 'open' | 'signed-in';
  readonly tenant: 'client' | 'provider' | 'open';
  readonly audit: string | { readonly none: string };
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType | 'html' | 'pdf' | 'json-lines' | 'event-stream' | 'openapi' | 'calendar' | 'file';
  readonly rateLimit?: { readonly max: number; readonly perSeconds: number };
};

/** Keeps the exact types of an entry, so that handlers and callers are typed by it. */
export function route<const R extends Route>(entry: R): R {
  return entry;
}

/** The audit word of routes that only read. */
export const reading = { none: 'reading' } as const;
