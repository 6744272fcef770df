/** Use cases of what looks at policies found: the list, and how each client stands. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Handlers } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { clientStanding, mostOpen } from './standing.ts';
import { readFindings, readLooks } from './store.ts';
import type { FindingRow, LookRow } from './store.ts';

type FindingView = CallOutput<'listPolicyFindings'>['items'][number];
type StandingView = CallOutput<'listPolicyStandings'>['items'][number];

export const policyLintHandlers: Handlers = {
  async listPolicyFindings({ context, actor, query }) {
    const { after, clientId, policyId, state, limit } = query;
    if (after !== undefined && !isId(after))
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const scope = inReach(actor.scopeFor('policy.read'), clientId);
    const where = sql`f.client_id = any(${scope}::uuid[])
      and ${after === undefined ? sql`true` : sql`f.id < ${after}::uuid`}
      and ${policyId === undefined ? sql`true` : sql`f.policy_id = ${policyId}`}
      and ${state === 'all' ? sql`true` : state === 'open' ? sql`f.gone_at is null` : sql`f.gone_at is not null`}`;
    const rows = await inClients(context.db, scope, (tx) => readFindings(tx, where, limit + 1));
    return { items: rows.slice(0, limit).map(findingView), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
  },

  async listPolicyStandings({ context, actor, query }) {
    const scope = inReach(actor.scopeFor('policy.read'), query.clientId);
    const { looks, open } = await inClients(context.db, scope, async (tx) => ({
      looks: await readLooks(tx, scope),
      open: await readFindings(tx, sql`f.client_id = any(${scope}::uuid[]) and f.gone_at is null`, mostOpen),
    }));
    const byClient = Map.groupBy(open, (row) => row.client_id);
    return { items: looks.map((look) => standingView(look, byClient.get(look.client_id) ?? [], context.now())) };
  },
};

function inReach(scope: readonly string[], clientId: string | undefined): string[] {
  return scope.filter((id) => id !== providerId && (clientId === undefined || id === clientId));
}

function standingView(look: LookRow, open: readonly FindingRow[], now: string): StandingView {
  const { standing, findings } = clientStanding(look, open, now);
  const { state, sentence, links } = standing;
  return {
    clientId: look.client_id,
    clientName: look.client_name,
    state,
    sentence,
    lookedAt: look.looked_at,
    trouble: look.trouble,
    devices: look.devices,
    failing: findings.filter(({ severity }) => severity === 'failing').length,
    attention: findings.filter(({ severity }) => severity === 'attention').length,
    links: links.map((link) => ({ ...link })),
  };
}

function findingView(row: FindingRow): FindingView {
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    code: row.code,
    severity: row.severity,
    policyId: row.policy_id,
    policyName: row.policy_name,
    policyLevel: row.policy_level,
    path: row.path,
    sentence: row.sentence,
    evidence: { devices: row.evidence.devices, names: row.evidence.names.map((one) => ({ ...one })) },
    openedAt: row.opened_at,
    seenAt: row.seen_at,
    goneAt: row.gone_at,
  };
}
