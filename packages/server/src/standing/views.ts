/** Standing approvals as the API shows them: what each still does is always derived, never stored. */
import { countApprovers } from '@fettle/core/deployment';
import { isSameReach, renewalDays } from '@fettle/core/standing';
import type { Grant } from '@fettle/core/standing';
import type { Authority } from '@fettle/proof/authority';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { Actor, Context } from '../platform/feature.ts';
import { effectivePolicy } from '../policies/index.ts';
import { grantFor } from './grant.ts';
import { whyNotValid } from './in-force.ts';
import { grantOf } from './store.ts';
import type { StandingRow } from './store.ts';

export type StandingView = CallOutput<'listStandingApprovals'>['items'][number];
type State = Pick<StandingView, 'state' | 'sentence'>;

export async function viewsOf(
  tx: Tx,
  context: Context,
  actor: Actor,
  given: { readonly clientId: string; readonly rows: readonly StandingRow[]; readonly authority: Authority },
): Promise<StandingView[]> {
  const { clientId, rows, authority } = given;
  const now = context.now();
  const policy = await effectivePolicy(tx, clientId);
  const grants = rows.map(grantOf);
  const invalid = new Map(rows.map((row) => [row.id, mayHold(row, now, policy) ? whyNotValid(row, authority, now) : null]));
  const states = rows.map((row, at) => stateOf(row, grants[at] ?? grantOf(row), rows, { authority, now, policy, invalid }));
  // All policies of the client are laid together once, and only for one that approves anything.
  const granting = states.some(({ state }) => state === 'in force') ? await grantFor(tx, context, clientId) : null;
  const names = await namedDevices(tx, clientId, grants);
  const soon = context.clock.now().add({ hours: 24 * renewalDays });
  return rows.map((row, at) => {
    const grant = grants[at] ?? grantOf(row);
    const standing = states[at] ?? stateOf(row, grant, rows, { authority, now, policy, invalid });
    const listed = new Set(namedIn(grant));
    const isGood = standing.state === 'in force';
    const isChanged = isGood && (granting === null || granting.grant === null || !isSameReach(grant, granting.grant));
    return {
      id: row.id,
      clientId,
      clientName: row.client_name,
      policy: grant.policy,
      grantHash: row.grant_hash,
      grant,
      devices: names.filter(({ id }) => listed.has(id)),
      keyid: row.key_id,
      by: row.approver,
      statement: statementIn(row),
      at: row.at,
      until: row.expires_at,
      ...standing,
      sentence: isChanged
        ? `${standing.sentence} What holds for its devices has changed since it was signed: what is otherwise waits for a person.`
        : standing.sentence,
      changed: isChanged,
      endsSoon: isGood && Temporal.Instant.compare(row.expires_at, soon) <= 0,
      revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '', because: row.revoked_because ?? '' },
      deployments: row.deployments,
      mayRevoke: row.revoked_at === null && actor.scopeFor('deployment.hold').includes(clientId),
    };
  });
}

type World = {
  readonly authority: Authority;
  readonly now: string;
  readonly policy: { readonly id: string; readonly version: number } | null;
  /** Why each that may hold does not count, by its id; each signature is verified once. */
  readonly invalid: ReadonlyMap<string, string | null>;
};

/** Neither revoked nor over, and of the version that holds: only then does it matter whether it counts. */
function mayHold(row: StandingRow, now: string, policy: World['policy']): boolean {
  const isOpen = row.revoked_at === null && Temporal.Instant.compare(row.expires_at, now) > 0;
  return isOpen && policy !== null && policy.id === row.policy_id && policy.version === row.policy_version;
}

function stateOf(row: StandingRow, grant: Grant, all: readonly StandingRow[], { authority, now, policy, invalid }: World): State {
  if (row.revoked_at !== null) return { state: 'revoked', sentence: `It was revoked: ${row.revoked_because ?? ''}` };
  if (Temporal.Instant.compare(row.expires_at, now) <= 0) return { state: 'ended', sentence: 'It has ended and approves nothing more.' };
  if (policy === null || policy.id !== row.policy_id || policy.version !== row.policy_version)
    return { state: 'superseded', sentence: supersededWords(row, policy) };
  const because = invalid.get(row.id) ?? null;
  if (because !== null) return { state: 'not valid', sentence: because };
  const valid = all.filter((one) => one.grant_hash === row.grant_hash && mayHold(one, now, policy) && invalid.get(one.id) === null);
  const given = countApprovers(
    valid.map(({ key_id: keyid }) => ({ keyid, personId: authority.approvers.find((one) => one.keyid === keyid)?.personId ?? null })),
  );
  if (given < grant.approvalsNeeded)
    return {
      state: 'too few',
      sentence: `${given} of ${grant.approvalsNeeded} different approvers have signed it: another person has to sign the same text.`,
    };
  return { state: 'in force', sentence: 'Deployments within it are approved by it.' };
}

function supersededWords(row: StandingRow, policy: World['policy']): string {
  const holds =
    policy === null
      ? 'no policy holds any more'
      : policy.id === row.policy_id
        ? `version ${policy.version} holds now`
        : 'another policy holds now';
  return `It is for version ${row.policy_version} of its policy, and ${holds}: it approves nothing new. Sign what holds now.`;
}

function statementIn({ envelope }: StandingRow): string {
  // Verified when it was handed in.
  return (JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as { readonly statement: string }).statement;
}

function namedIn(grant: Grant): readonly string[] {
  return [...grant.others.flatMap(({ deviceIds }) => deviceIds), ...grant.without];
}

/** Names of the devices that these grants name. */
export async function namedDevices(
  tx: Tx,
  clientId: string,
  grants: readonly Grant[],
): Promise<{ readonly id: string; readonly name: string }[]> {
  const ids = [...new Set(grants.flatMap(namedIn))];
  if (ids.length === 0) return [];
  const found = await sql<{ id: string; name: string }>`
    select id, name from device where client_id = ${clientId} and id = any(${ids}::uuid[]) order by name, id`.execute(tx);
  return found.rows;
}
