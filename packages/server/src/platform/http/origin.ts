/** A browser's request that changes something must come from the console itself. */
import type { FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True if a request may change something as far as its origin goes: it comes from the console's own address, or from no browser.
 * With a session cookie an Origin must be there; without one, a foreign Origin is refused all the same (nobody shall be signed
 * in from elsewhere). Requests with an API key carry their own proof.
 */
export function isOwnOrigin(request: FastifyRequest, publicUrl: string, by: { session: boolean; apiKey: boolean }): boolean {
  if (SAFE.has(request.method) || by.apiKey) return true;
  const { origin } = request.headers;
  if (origin === undefined) return !by.session;
  // The address that the operator named, or the one under which this browser reached us (a name for loopback, a proxy that keeps Host).
  return origin === publicUrl || URL.parse(origin)?.host === request.headers.host;
}
