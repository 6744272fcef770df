/** The listener for people: the API of the route table, its events, its document, and the console. */
import cookie from '@fastify/cookie';
import { routes } from '@fettle/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { isRefusal } from '../feature.ts';
import type { Context, Feature } from '../feature.ts';
import { baseApp } from './base-app.ts';
import { loadConsole } from './console-files.ts';
import type { ConsoleFiles } from './console-files.ts';
import { readCredentials } from './credentials.ts';
import type { Authenticate } from './credentials.ts';
import { createEventHub } from './events.ts';
import { methodsFor } from './match.ts';
import { describeApi } from './openapi.ts';
import { sendProblem } from './problem.ts';
import { combineHandlers, registerRoutes } from './register.ts';
import type { PlatformHandlers } from './register.ts';

export type PeopleAppOptions = {
  readonly context: Context;
  readonly features: readonly Feature[];
  readonly authenticate: Authenticate;
  /** The folder that the console was built into. */
  readonly consoleFolder: string;
};

const BODY_LIMIT = 4 * 1024 * 1024;
const PATTERNS = [...Object.values(routes), { method: 'GET', path: '/healthz' }];

/** Builds the app; throws if routes and handlers do not fit. It listens when told to. */
export async function buildPeopleApp(options: PeopleAppOptions): Promise<FastifyInstance> {
  const { context, authenticate } = options;
  const https = context.config.publicUrl?.startsWith('https:') ?? false;
  const app = await baseApp(context, { bodyLimit: BODY_LIMIT, https, readers: 'browsers' });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await describeApi(app, context.publicUrl);
  const hub = createEventHub({ wake: context.wake, log: context.log });
  app.addHook('preClose', async () => hub.close());
  const platform: PlatformHandlers = {
    async events(request, reply, actor) {
      hub.open(request, reply, actor, async () => {
        const again = await authenticate(context, readCredentials(request, https));
        return isRefusal(again) ? null : again;
      });
    },
    async getOpenApi(_request, reply) {
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger()));
    },
  };
  const handlers = combineHandlers(options.features, Object.keys(platform));
  await app.register(async (scope) => registerRoutes(scope, { context, handlers, platform, authenticate, https }));
  const files = loadConsole(options.consoleFolder);
  app.setNotFoundHandler((request, reply) => notFound(request, reply, files));
  return app;
}

function notFound(request: FastifyRequest, reply: FastifyReply, files: ConsoleFiles): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/';
  const allowed = methodsFor(PATTERNS, path);
  if (allowed.length > 0) {
    void reply.header('allow', allowed.join(', '));
    return sendProblem(request, reply, {
      code: 'method-not-allowed',
      detail: `${path} takes ${allowed.join(', ')}, not ${request.method}.`,
    });
  }
  const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/');
  const sent = isPage ? files.send(request, reply, path === '/' ? '/index.html' : path) : null;
  return (
    sent ??
    sendProblem(request, reply, {
      code: 'not-found',
      detail: isPage && path === '/' ? 'The console is not built: npm start builds it.' : `There is nothing at ${path}.`,
    })
  );
}
