/** Who a request says it comes from: a session cookie, or an API key. Whether that is true, the feature for people decides. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, ApiRefusal, Context } from '../feature.ts';

export type Credentials = {
  readonly sessionToken: string | null;
  readonly apiKey: string | null;
  /** The session's token as the console sends it in `x-csrf-token`, and the method: a session that changes something brings it. */
  readonly csrfToken: string | null;
  readonly method: string;
  readonly address: string;
  readonly userAgent: string;
};

/** Finds the actor behind credentials; null if they are wrong, expired or none; a refusal where they are right and something else is missing. */
export type Authenticate = (context: Context, credentials: Credentials) => Promise<Actor | ApiRefusal | null>;

const LONGEST = 500;

/** An API key goes before a cookie, so a script never acts in the name of a browser by accident. */
export function readCredentials(request: FastifyRequest, secure: boolean): Credentials {
  const apiKey = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
  const cookie = request.cookies[cookieName(secure)];
  const sessionToken = apiKey !== null || cookie === undefined || cookie.length > LONGEST ? null : cookie;
  const csrf = request.headers['x-csrf-token'];
  return {
    sessionToken,
    apiKey,
    csrfToken: typeof csrf === 'string' && csrf.length <= LONGEST ? csrf : null,
    method: request.method,
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST),
  };
}

/** Sets the session cookie, or ends it with null. `expiresAt`: RFC 3339; without it the cookie lasts as long as the browser. */
export function writeSession(reply: FastifyReply, secure: boolean, token: string | null, expiresAt?: string): void {
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  if (token === null) {
    void reply.clearCookie(cookieName(secure), attributes);
    return;
  }
  const expires = expiresAt === undefined ? {} : { expires: new Date(Temporal.Instant.from(expiresAt).epochMilliseconds) };
  void reply.setCookie(cookieName(secure), token, { ...attributes, ...expires });
}

/** With the prefix a browser takes the cookie from this very host over https only (RFC 6265bis, 4.1.3.2). */
function cookieName(secure: boolean): string {
  return secure ? '__Host-fettle' : 'fettle';
}
