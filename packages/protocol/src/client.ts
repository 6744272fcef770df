/** The typed client over the route table: one generic fetch, no code generation. The caller gives how to send. */
import type { z } from 'zod';
import { routes, type Route, type RouteName, type Routes } from './routes.ts';

type Part<R, K extends string, Io extends 'in' | 'out'> = R extends { readonly [P in K]: infer S }
  ? S extends z.ZodType
    ? Io extends 'in'
      ? z.input<S>
      : z.output<S>
    : never
  : undefined;
// Compared as a whole: spread over the kinds of a body, all routes together would have more combinations than the compiler counts.
type Given<T, K extends string> = [T] extends [undefined]
  ? { readonly [P in K]?: undefined }
  : {} extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What a call of route `N` needs: path parameters, query, body. */
export type CallInput<N extends RouteName> = Given<Part<Routes[N], 'params', 'in'>, 'params'> &
  Given<Part<Routes[N], 'query', 'in'>, 'query'> &
  Given<Part<Routes[N], 'body', 'in'>, 'body'>;
/** What route `N` answers: the schema's output, or text for documents. */
export type CallOutput<N extends RouteName> = Routes[N]['response'] extends z.ZodType ? z.output<Routes[N]['response']> : string;

export type Sent = { readonly status: number; readonly body: unknown };
export type Send = (request: { readonly method: string; readonly url: string; readonly body: unknown }) => Promise<Sent>;

/** Path and query of a call. Parameters are percent-encoded, undefined query values left out. */
export function urlOf(name: RouteName, input: { readonly params?: unknown; readonly query?: unknown }): string {
  const params = (input.params ?? {}) as Record<string, string>;
  const path = routes[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries((input.query ?? {}) as Record<string, string | number | boolean | null | undefined>))
    if (value !== undefined && value !== null) query.set(key, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** What `makeClient` returns: `call('getClient', { params: { id } })`, typed from the table. */
export type ApiClient = <N extends RouteName>(name: N, input: CallInput<N>) => Promise<CallOutput<N>>;

/** A client over `send`, which throws for anything but success. */
export function makeClient(send: Send): ApiClient {
  async function call(name: RouteName, input: { params?: unknown; query?: unknown; body?: unknown }): Promise<unknown> {
    const entry: Route = routes[name];
    const sent = await send({ method: entry.method, url: urlOf(name, input), body: input.body });
    return sent.body;
  }
  // The table gives each name its own types; the one implementation is untyped inside on purpose.
  return call as ApiClient;
}
