/** People for tests: enters by a link, signs in, asks the door who somebody is. */
import type { Actor, ApiRefusal } from '../../platform/feature.ts';
import { answerOf } from '../../platform/testing/index.ts';
import type { CallGiven, TestContext } from '../../platform/testing/index.ts';
import { actorOf, makeActor, people } from '../index.ts';
import type { Grant } from '../index.ts';
import { totpAt } from '../totp.ts';

export const password = 'a long enough password';
export const nobody: Actor = makeActor({ kind: 'system', id: 'nobody', name: 'nobody' }, [], []);

/** Somebody at a browser: what the cookie holds, and the second factor's secret. */
export type Entered = {
  readonly id: string;
  readonly mail: string;
  readonly secret: string;
  readonly session: string;
  readonly csrf: string;
};

/** A call by this actor, with where the session cookie goes. */
export function by(given: TestContext, actor: Actor, sessionToken?: string): CallGiven & { cookie: { value: string | null } } {
  const cookie: { value: string | null } = { value: null };
  return {
    context: given.context,
    handlers: people.handlers,
    actor,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    setSession: (token) => void (cookie.value = token),
    cookie,
  };
}

export const tokenOf = (link: string): string => link.slice(link.indexOf('#token=') + 7);

/** Enters by a link with the name and mail address given; the code is the current one. */
export async function enter(given: TestContext, link: string, as: { readonly name: string; readonly mail: string }): Promise<Entered> {
  const call = by(given, nobody);
  const token = tokenOf(link);
  const { totpSecret } = await answerOf(call, 'welcome', { body: { token } });
  const code = totpAt(totpSecret, given.clock.now());
  const me = await answerOf(call, 'completeWelcome', { body: { token, ...as, password, code } });
  return { id: me.person?.id ?? '', mail: as.mail, secret: totpSecret, session: call.cookie.value ?? '', csrf: me.csrf ?? '' };
}

/** What the door says of a request with this session. */
export async function door(
  given: TestContext,
  credentials: { readonly session?: string; readonly apiKey?: string; readonly method?: string; readonly csrf?: string },
): Promise<Actor | ApiRefusal | null> {
  return actorOf(given.context, {
    sessionToken: credentials.session ?? null,
    apiKey: credentials.apiKey ?? null,
    csrfToken: credentials.csrf ?? null,
    method: credentials.method ?? 'GET',
    address: '127.0.0.1',
    userAgent: 'test',
  });
}

/** An actor with these grants, as the door would make it for a person. */
export function actorWith(id: string, ...grants: Grant[]): Actor {
  return makeActor({ kind: 'person', id, name: id }, grants, []);
}

/** Actions in the provider's chain, the oldest first. */
export async function trail(given: TestContext): Promise<string[]> {
  const rows = await given.database.superuserDb.selectFrom('audit_entry').select('action').orderBy('seq').execute();
  return rows.map((row) => row.action);
}
