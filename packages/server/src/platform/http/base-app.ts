/** What the listeners for people and for agents have in common. */
import { randomUUID } from 'node:crypto';
import fastify, { LogController } from 'fastify';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Context } from '../feature.ts';
import { problemOf, sendProblem } from './problem.ts';
import { takeJsonOnly } from './body.ts';
import type { BeforeLarge } from './body.ts';
import { handleErrors } from './errors.ts';
import { allowRateLimits } from './rate-limits.ts';
import { setMachineHeaders, setSecurityHeaders } from './security-headers.ts';

const HEALTH_PATIENCE_MS = 3_000;

/** An instance with its error handler, body parser, security headers of its readers, rate limits, request log and /healthz; no routes yet. */
export async function baseApp(
  context: Context,
  options: { bodyLimit: number; https: boolean; readers: 'browsers' | 'machines'; beforeLarge?: BeforeLarge },
): Promise<FastifyInstance> {
  const { trustedProxies } = context.config;
  const logger: FastifyBaseLogger = context.log;
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    // Requests are logged by the hook below, once each.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (_error, request, reply) =>
      void sendProblem(request, reply, { code: 'request.garbled', detail: 'The address is not a readable URL.' }),
    clientErrorHandler: answerBrokenRequest,
    bodyLimit: options.bodyLimit,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    genReqId: () => randomUUID(),
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300, caseSensitive: true },
  });
  handleErrors(app);
  takeJsonOnly(app, options.bodyLimit, options.beforeLarge);
  if (options.readers === 'browsers') await setSecurityHeaders(app, options.https);
  else setMachineHeaders(app, options.https);
  await allowRateLimits(app);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => {
    const level = reply.statusCode >= 400 ? 'info' : 'debug';
    request.log[level]({ req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    const healthy = await isHealthy(context);
    return reply
      .status(healthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: healthy ? 'ok' : 'database out of reach' });
  });
  return app;
}

async function isHealthy(context: Context): Promise<boolean> {
  const answer = sql`select 1`.execute(context.db).then(
    () => true,
    () => false,
  );
  const patience = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => patience.resolve(false), HEALTH_PATIENCE_MS);
  const healthy = await Promise.race([answer, patience.promise]);
  clearTimeout(timer);
  return healthy;
}

/** What came is not HTTP, or came too slowly: there is no request yet to answer in the usual way. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const body = JSON.stringify(problemOf({ code: 'request.garbled', detail: 'What was sent is not a whole HTTP request.' }, randomUUID()));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
