import rateLimit from '@fastify/rate-limit';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';

/** Makes limits possible; each route names its own. They count addresses (IPv6 by /64), in this process. */
export async function allowRateLimits(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, context) =>
      Object.assign(new Error(`Only ${context.max} tries are taken in ${context.after} from one address.`), { statusCode: 429 }),
  });
}

/** A route's limit in the form that the plugin takes. */
export function limitConfig(limit: { max: number; perSeconds: number } | undefined): FastifyContextConfig {
  return limit === undefined ? {} : { rateLimit: { max: limit.max, timeWindow: limit.perSeconds * 1000 } };
}
