/** The door that the listener for people asks: which actor is behind a session cookie or an API key. */
import { timingSafeEqual } from 'node:crypto';
import { allClientIds, inNoClient } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import type { Credentials } from '../platform/http/index.ts';
import { makeActor } from './actor.ts';
import { readApiKey } from './api-key-text.ts';
import { keyById, noteKeyUse } from './key-store.ts';
import { hashSecret } from './secrets.ts';
import { readSession, touchSession } from './sessions.ts';
import { grantOf, personById } from './store.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const touchEverySeconds = 60;

/**
 * The actor; null where the credentials are wrong, ended or none. A session that would change something must bring its token in `x-csrf-token` too,
 * or is refused: that a browser sends the cookie does not mean that our console asked it to.
 */
export async function actorOf(context: Context, credentials: Credentials): Promise<Actor | ApiRefusal | null> {
  if (credentials.apiKey !== null) return actorOfKey(context, credentials.apiKey);
  if (credentials.sessionToken === null) return null;
  const session = await readSession(context.db, credentials.sessionToken, context.now());
  if (session === undefined) return null;
  if (!safeMethods.has(credentials.method) && !sameText(credentials.csrfToken, session.csrf))
    return refuse('request.origin', 'The request lacks the token of this session (x-csrf-token). Load the page again.');
  await touchSession(context, credentials.sessionToken, session);
  return makeActor({ kind: 'person', id: session.person_id, name: session.name }, session.grants.map(grantOf), session.clients);
}

/** The person of this id as an actor, with the grants of now, for what they left behind to be done in their name; null: gone. */
export async function personActor(context: Context, id: string): Promise<Actor | null> {
  const person = await inNoClient(context.db, (tx) => personById(tx, id));
  if (person === undefined) return null;
  return makeActor({ kind: 'person', id, name: person.name }, person.grants, await allClientIds(context.db));
}

async function actorOfKey(context: Context, text: string): Promise<Actor | null> {
  const given = readApiKey(text);
  if (given === null) return null;
  const now = context.clock.now();
  const key = await keyById(context.db, given.id, context.now());
  if (key === undefined || !timingSafeEqual(key.secret_hash, hashSecret(given.secret))) return null;
  if (key.last_used_at === null || now.since(key.last_used_at).total('seconds') >= touchEverySeconds)
    await noteKeyUse(context.db, key.id, context.now());
  return makeActor({ kind: 'api key', id: key.id, name: key.name }, key.grants, key.clients);
}

function sameText(given: string | null, expected: string): boolean {
  return given !== null && timingSafeEqual(hashSecret(given), hashSecret(expected));
}
