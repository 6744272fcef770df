/** Registers every route of the table with its handler. A route without handler, or a handler without route, stops the start. */
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';
import { isRefusal } from '../feature.ts';
import type { Actor, ApiRefusal, Call, Context, Document, Feature, Handler, Handlers } from '../feature.ts';
import { readCredentials, writeSession } from './credentials.ts';
import type { Authenticate, Credentials } from './credentials.ts';
import { RefusedRequest } from './errors.ts';
import { isOwnOrigin } from './origin.ts';
import { mayCall, mayCallFor, nobody } from './permission.ts';
import { ProblemSchema, sendProblem } from './problem.ts';
import { limitConfig } from './rate-limits.ts';
import { findUnstorable } from '../storable.ts';

/** Routes that the platform answers itself. */
export type PlatformRoute = 'events' | 'getOpenApi';
export type PlatformHandlers = {
  readonly [N in PlatformRoute]: (request: FastifyRequest, reply: FastifyReply, actor: Actor) => Promise<unknown>;
};
export type FeatureRoute = Exclude<RouteName, PlatformRoute>;

export type RegisterOptions = {
  readonly context: Context;
  readonly handlers: { readonly [N in FeatureRoute]: Handler<N> };
  readonly platform: PlatformHandlers;
  readonly authenticate: Authenticate;
  /** People come over https: cookies say so. */
  readonly https: boolean;
};

declare module 'fastify' {
  interface FastifyRequest {
    fettle: { readonly actor: Actor; readonly credentials: Credentials } | null;
  }
}

const DOCUMENT_TYPES = {
  html: 'text/html',
  pdf: 'application/pdf',
  'json-lines': 'application/jsonl',
  'event-stream': 'text/event-stream',
  openapi: 'application/json',
  calendar: 'text/calendar',
  file: 'application/octet-stream',
} as const;

/** Puts the features' handlers together. Throws, naming them, for routes that nobody answers and handlers that answer no route. */
export function combineHandlers(features: readonly Feature[], platform: readonly string[]): RegisterOptions['handlers'] {
  const handlers: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const feature of features) {
    for (const [name, handler] of Object.entries(feature.handlers ?? {})) {
      if (!Object.hasOwn(routes, name) || platform.includes(name))
        faults.push(`${feature.name} answers ${name}, which is no route for features`);
      else if (Object.hasOwn(handlers, name)) faults.push(`${feature.name} answers ${name}, which another feature answers already`);
      handlers[name] = handler;
    }
  }
  const missing = Object.keys(routes).filter((name) => !Object.hasOwn(handlers, name) && !platform.includes(name));
  if (missing.length > 0) faults.push(`nobody answers ${missing.join(', ')}`);
  if (faults.length > 0) throw new Error(`Routes and handlers do not fit: ${faults.join('; ')}.`);
  // Checked just now: each route of features has a handler; that each is of its route's type, the features' own types say.
  return handlers as RegisterOptions['handlers'];
}

/** Registers all routes. */
export function registerRoutes(app: FastifyInstance, options: RegisterOptions): void {
  app.decorateRequest('fettle', null);
  for (const name of Object.keys(routes) as RouteName[]) registerRoute(app, name, options);
}

function registerRoute(app: FastifyInstance, name: RouteName, options: RegisterOptions): void {
  const route: Route = routes[name];
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(name, route),
    config: limitConfig(route.rateLimit),
    onRequest: async (request) => void (request.fettle = await admit(request, route, options)),
    preValidation: async (request) => checkStorable(request),
    preHandler: async (request) => checkClient(request, route),
    handler: async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return name === 'events' || name === 'getOpenApi'
        ? options.platform[name](request, reply, admitted(request).actor)
        : answer(request, reply, name, options);
    },
  });
}

/** Before the body is read: who is it, do they come from the console, may they call this at all. */
async function admit(request: FastifyRequest, route: Route, options: RegisterOptions): Promise<{ actor: Actor; credentials: Credentials }> {
  const credentials = readCredentials(request, options.https);
  const by = { session: credentials.sessionToken !== null, apiKey: credentials.apiKey !== null };
  if (!isOwnOrigin(request, options.context.publicUrl(), by)) {
    throw new RefusedRequest(
      'request.origin',
      `The console is at ${options.context.publicUrl()}; this request came from ${request.headers.origin ?? 'nowhere'}.`,
    );
  }
  if (route.permission === 'open') return { actor: nobody, credentials };
  const actor = by.session || by.apiKey ? await options.authenticate(options.context, credentials) : null;
  if (isRefusal(actor)) throw new RefusedRequest(actor.code, actor.detail);
  if (actor === null)
    throw new RefusedRequest('sign-in.required', by.apiKey ? 'The API key is not valid.' : 'There is no session, or it has ended.');
  if (!mayCall(actor, route)) throw new RefusedRequest('permission.missing', `This needs the permission ${route.permission}.`);
  return { actor, credentials };
}

/** Before the schemas: texts that no table could keep. */
async function checkStorable(request: FastifyRequest): Promise<void> {
  for (const [where, value] of [
    ['params', request.params],
    ['query', request.query],
    ['body', request.body],
  ] as const) {
    const found = findUnstorable(value, where);
    if (found !== null) throw new RefusedRequest('request.invalid', `${found.path} ${found.message}.`, [found]);
  }
}

/** After parsing: may they call it for the client that the request names. */
async function checkClient(request: FastifyRequest, route: Route): Promise<void> {
  const { actor } = admitted(request);
  const input = { path: route.path, params: request.params, query: request.query, body: request.body };
  if (!mayCallFor(actor, route, input))
    throw new RefusedRequest('permission.missing', `This needs the permission ${route.permission} for that client.`);
}

async function answer(request: FastifyRequest, reply: FastifyReply, name: FeatureRoute, options: RegisterOptions): Promise<unknown> {
  const { actor, credentials } = admitted(request);
  // Parsed by this route's own schemas; that the name and its types belong together is lost in a loop over names.
  const call = {
    context: options.context,
    actor,
    params: request.params,
    query: request.query,
    body: request.body,
    requestId: request.id,
    address: credentials.address,
    userAgent: credentials.userAgent,
    sessionToken: credentials.sessionToken,
    setSession: (token: string | null, expiresAt?: string) => writeSession(reply, options.https, token, expiresAt),
  } as Call<FeatureRoute>;
  const handler = options.handlers[name] as Handler<FeatureRoute>;
  const result: unknown = await handler(call);
  if (isRefusal(result)) return sendProblem(request, reply, result);
  return isDocument(result) ? sendDocument(reply, result) : result;
}

function sendDocument(reply: FastifyReply, document: Document): FastifyReply {
  const ascii = document.fileName.replaceAll(/[^\x20-\x7e]|["\\]/g, '_');
  const kind = document.contentType.startsWith('text/html') ? 'inline' : 'attachment';
  // RFC 6266 and RFC 8187: a plain name for old readers, the real one beside it.
  const disposition = `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(document.fileName)}`;
  // A report is read, never run: no script, no form, no frame, whatever got into its words.
  if (kind === 'inline')
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox");
  const body = typeof document.body === 'string' ? document.body : Buffer.from(document.body);
  return reply.type(document.contentType).header('content-disposition', disposition).send(body);
}

function schemaOf(name: string, route: Route): FastifySchema {
  const { response } = route;
  const success = typeof response === 'string' ? { content: { [DOCUMENT_TYPES[response]]: { schema: z.string() } } } : response;
  return {
    operationId: name,
    summary: route.summary,
    description: describe(route),
    tags: [route.path.split('/')[3] ?? ''],
    ...(route.permission === 'open' ? { security: [] } : {}),
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    response: { 200: success, default: ProblemSchema },
  };
}

function describe(route: Route): string {
  const permission =
    route.permission === 'open'
      ? 'Open to everybody.'
      : route.permission === 'signed-in'
        ? 'For whoever is signed in.'
        : `Permission: ${route.permission}.`;
  const audit = typeof route.audit === 'string' ? `Recorded as ${route.audit}.` : `Not recorded: ${route.audit.none}.`;
  return `${permission} ${audit}`;
}

function admitted(request: FastifyRequest): { actor: Actor; credentials: Credentials } {
  if (request.fettle === null) throw new Error('A route was answered before it was known who asks.');
  return request.fettle;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && 'document' in value && value.document === true;
}

export type { ApiRefusal, Handlers };
