/** API keys: made, listed, revoked. The secret is shown once. */
import { auditActor } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { apiKeyText } from './api-key-text.ts';
import { checkClients } from './handlers.ts';
import { addKey, keyById, listKeys, revokeKey } from './key-store.ts';
import { distinctGrants, mayGrant } from './may-grant.ts';
import { record } from './record.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { viewApiKey } from './views.ts';

export const keyHandlers: Handlers = {
  async listApiKeys({ context }) {
    return { items: (await listKeys(context.db, context.now())).map(viewApiKey), next: null };
  },

  async createApiKey({ context, actor, body }) {
    const grants = distinctGrants(body.grants);
    const expiresAt =
      body.days === null
        ? null
        : context.clock
            .now()
            .add({ hours: 24 * body.days })
            .toString({ fractionalSecondDigits: 3 });
    const forbidden = mayGrant(actor, grants) ?? (await outlives(context, actor, expiresAt));
    if (forbidden !== null) return forbidden;
    const id = context.newId();
    const secret = newSecret();
    const at = context.now();
    const made = await inNoClient(context.db, async (tx): Promise<ApiRefusal | null> => {
      const wrong = await checkClients(tx, grants);
      if (wrong !== null) return wrong;
      const by = `${actor.kind}:${actor.id}`;
      await addKey(tx, { id, name: body.name, hash: hashSecret(secret), grants, by, at, expiresAt });
      await record(tx, at, auditActor(actor), 'api-key.created', `api-key:${id}`, { grants, expiresAt });
      return null;
    });
    if (isRefusal(made)) return made;
    const view = viewApiKey({ id, name: body.name, grants, created_at: at, last_used_at: null, expires_at: expiresAt });
    return { apiKey: view, secret: apiKeyText(id, secret) };
  },

  async revokeApiKey({ context, actor, params }) {
    const key = await keyById(context.db, params.id, context.now());
    const gone = () => refuse('not-found', 'There is no such API key, or it was revoked or has expired already.');
    if (key === undefined) return gone();
    const forbidden = mayGrant(actor, key.grants);
    if (forbidden !== null) return forbidden;
    const revoked = await inNoClient(context.db, async (tx) => {
      if (!(await revokeKey(tx, key.id, context.now()))) return false;
      await record(tx, context.now(), auditActor(actor), 'api-key.revoked', `api-key:${key.id}`);
      return true;
    });
    return revoked ? { done: true } : gone();
  },
};

/** A key that ends makes no key that lasts longer: whoever finds one would else have it for good. */
async function outlives(context: Context, actor: Actor, expiresAt: string | null): Promise<ApiRefusal | null> {
  if (actor.kind !== 'api key') return null;
  const ends = (await keyById(context.db, actor.id, context.now()))?.expires_at ?? null;
  if (ends === null || (expiresAt !== null && Temporal.Instant.compare(expiresAt, ends) <= 0)) return null;
  return refuse('permission.missing', `This API key ends at ${ends}; it can not make one that lasts longer.`);
}
