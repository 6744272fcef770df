/** The listener for agents. Bodies are signed envelopes; there is no other credential, so nothing is known of a caller before its body. */
import { createReadStream } from 'node:fs';
import { agentBodyLimit, agentPaths } from '@fettle/protocol/agent';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal } from '../feature.ts';
import type { AgentDownloads, AgentHandlers, Context, Feature } from '../feature.ts';
import { baseApp } from './base-app.ts';
import { LARGE_BYTES } from './body.ts';
import { RefusedRequest } from './errors.ts';
import { methodsFor } from './match.ts';
import { sendProblem } from './problem.ts';
import { limitConfig } from './rate-limits.ts';

export type AgentAppOptions = { readonly context: Context; readonly features: readonly Feature[] };

/** Enrolment tries tokens; nobody has reason to try many. The address may be that of a whole site being rolled out. */
const ENROLMENT_LIMIT = { max: 120, perSeconds: 60 };
/** The package is some 35 MB: a site being rolled out takes it often, nobody takes it all the time. */
const DOWNLOAD_LIMIT = { max: 60, perSeconds: 60 };
const ENROLMENT_BODY = 256 * 1024;
/** So many bodies that are large, packed or unpacked, or of unknown size may be in memory at once. */
const MOST_LARGE = 8;

/** Builds the app; throws for a path of the protocol that no feature answers, and the other way round. */
export async function buildAgentApp(options: AgentAppOptions): Promise<FastifyInstance> {
  const { context } = options;
  const https = context.config.agentPublicUrl?.startsWith('https:') ?? false;
  const places = largePlaces();
  const app = await baseApp(context, { bodyLimit: agentBodyLimit, https, readers: 'machines', beforeLarge: places.enter });
  limitLargeBodies(app, places);
  const handlers = combine(options.features);
  const paths = Object.values(agentPaths);
  for (const path of paths) {
    const handler = handlers[path];
    if (handler === undefined) throw new Error(`No feature answers ${path}.`);
    const enrolling = path === agentPaths.enrol;
    app.post(
      path,
      { config: enrolling ? limitConfig(ENROLMENT_LIMIT) : {}, ...(enrolling ? { bodyLimit: ENROLMENT_BODY } : {}) },
      async (request, reply) => {
        const result = await handler({ context, body: request.body, address: request.ip, requestId: request.id });
        if (isRefusal(result)) return sendProblem(request, reply, result);
        return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(JSON.stringify(result));
      },
    );
  }
  const downloads = Object.entries(Object.assign({}, ...options.features.map((feature) => feature.agentDownloads ?? {})) as AgentDownloads);
  for (const [path, handler] of downloads) {
    app.get(path, { config: limitConfig(DOWNLOAD_LIMIT) }, async (request, reply) => {
      const file = await handler(context);
      if (isRefusal(file)) return sendProblem(request, reply, file);
      return reply
        .header('content-length', file.bytes)
        .header('content-disposition', `attachment; filename="${file.fileName}"`)
        .type(file.contentType)
        .send(createReadStream(file.path));
    });
  }
  const patterns = [
    ...paths.map((path) => ({ method: 'POST', path })),
    ...downloads.map(([path]) => ({ method: 'GET', path })),
    { method: 'GET', path: '/healthz' },
  ];
  app.setNotFoundHandler((request, reply) => notFound(request, reply, patterns));
  return app;
}

function combine(features: readonly Feature[]): AgentHandlers {
  const handlers: Record<string, AgentHandlers[string]> = {};
  const known: readonly string[] = Object.values(agentPaths);
  for (const feature of features) {
    for (const [path, handler] of Object.entries(feature.agentHandlers ?? {})) {
      if (!known.includes(path) || Object.hasOwn(handlers, path))
        throw new Error(`${feature.name} answers ${path}, which is unknown or answered already.`);
      handlers[path] = handler;
    }
  }
  return handlers;
}

type Places = { readonly enter: (request: FastifyRequest) => void; readonly leave: (request: FastifyRequest) => void };

/** Each request has a place or none; who has one does not take a second. */
function largePlaces(): Places {
  const inside = new WeakSet<FastifyRequest>();
  let taken = 0;
  return {
    enter(request) {
      if (inside.has(request)) return;
      if (taken >= MOST_LARGE) throw new RefusedRequest('unavailable', 'Many large reports are being taken just now.');
      taken++;
      inside.add(request);
    },
    leave(request) {
      if (inside.delete(request)) taken--;
    },
  };
}

/** Unknown callers must not be able to fill the memory: large bodies come in a few at a time, the rest is asked to come again. */
function limitLargeBodies(app: FastifyInstance, places: Places): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    if (request.method === 'POST' && !(length <= LARGE_BYTES)) places.enter(request);
    return payload;
  });
  app.addHook('onResponse', async (request) => places.leave(request));
  app.addHook('onRequestAbort', async (request) => places.leave(request));
}

function notFound(request: FastifyRequest, reply: FastifyReply, patterns: readonly { method: string; path: string }[]): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/';
  const allowed = methodsFor(patterns, path);
  if (allowed.length === 0) return sendProblem(request, reply, { code: 'not-found', detail: `There is nothing for agents at ${path}.` });
  void reply.header('allow', allowed.join(', '));
  return sendProblem(request, reply, { code: 'method-not-allowed', detail: `${path} takes ${allowed.join(', ')}, not ${request.method}.` });
}
