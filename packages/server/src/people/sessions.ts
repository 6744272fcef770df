/** Sessions of people at a browser: half a day without a sign ends one, and so do two weeks in all. */
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import type { GrantPair } from './store.ts';
import { grantPairs } from './store.ts';
import { hashSecret, newSecret } from './secrets.ts';

const idleHours = 12;
const longestHours = 14 * 24;
/** A sign of life is written once in so long, not with every request. */
const touchEverySeconds = 60;

export type NewSession = { readonly token: string; readonly csrf: string; readonly at: string; readonly endsAt: string };

/** A session's secrets, not stored yet: a transaction that runs twice must store the same. `endsAt`: the latest that it can last. */
export function newSession(context: Context): NewSession {
  const now = context.clock.now();
  return { token: newSecret(), csrf: newSecret(), at: context.now(), endsAt: plusHours(now, longestHours) };
}

/** Stores it, in place of the one that the browser had, and clears away what has expired. */
export async function addSession(
  tx: Tx,
  context: Context,
  session: NewSession,
  of: { readonly personId: string; readonly userAgent: string; readonly replaces: string | null },
): Promise<void> {
  if (of.replaces !== null) await endSession(tx, of.replaces);
  await tx.deleteFrom('session').where('expires_at', '<=', session.at).execute();
  await tx
    .insertInto('session')
    .values({
      token_hash: hashSecret(session.token),
      person_id: of.personId,
      csrf: session.csrf,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: plusHours(context.clock.now(), idleHours),
      user_agent: of.userAgent,
    })
    .execute();
  await tx.updateTable('person').set({ last_seen_at: session.at }).where('id', '=', of.personId).execute();
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.deleteFrom('session').where('token_hash', '=', hashSecret(token)).execute();
}

export type SessionRow = {
  readonly person_id: string;
  readonly name: string;
  readonly csrf: string;
  readonly last_seen_at: string;
  readonly created_at: string;
  readonly grants: readonly GrantPair[];
  /** All clients, where a grant is for all; else none. */
  readonly clients: readonly string[];
};

/** The session of a token while it lasts, with its person's grants, in one statement: every request of the console asks this. */
export async function readSession(db: Db, token: string, now: string): Promise<SessionRow | undefined> {
  const found = await sql<SessionRow>`
    select s.person_id, p.name, s.csrf, s.last_seen_at, s.created_at, ${grantPairs('person')} as grants,
      case when exists (select 1 from person_grant g where g.person_id = p.id and g.client_id is null) then array(select client_id::text from client_register) else '{}' end as clients
    from session s join person p on p.id = s.person_id
    where s.token_hash = ${hashSecret(token)} and s.expires_at > ${now} and p.removed_at is null`.execute(db);
  return found.rows[0];
}

/** Notes that the person is there, at most once a minute. */
export async function touchSession(context: Context, token: string, session: SessionRow): Promise<void> {
  const now = context.clock.now();
  if (now.since(session.last_seen_at).total('seconds') < touchEverySeconds) return;
  const idle = plusHours(now, idleHours);
  const longest = plusHours(Temporal.Instant.from(session.created_at), longestHours);
  const at = context.now();
  await sql`
    with touched as (
      update session set last_seen_at = ${at}, expires_at = least(${idle}::timestamptz, ${longest}::timestamptz)
      where token_hash = ${hashSecret(token)} and last_seen_at = ${session.last_seen_at} returning person_id
    )
    update person p set last_seen_at = ${at} from touched t where p.id = t.person_id`.execute(context.db);
}

function plusHours(from: Temporal.Instant, hours: number): string {
  return from.add({ hours }).toString({ fractionalSecondDigits: 3 });
}
