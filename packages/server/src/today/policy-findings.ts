/** What looks at policies found and a person should mend: contradictions, and devices that update themselves beside us. What other lines tell by themselves is left to them. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import type { Line } from './types.ts';

/** Told by clients.ts from what is there just now. */
const toldElsewhere = ['device-without-policy', 'window-never-opens', 'review-overdue'];
/** Of findings that only ask for attention, those that somebody must act on; the rest stands beside its policy. */
const forAPerson = ['automatic-updates-beside', 'window-frozen', 'ring-without-devices'];
const most = 200;

type Row = {
  readonly client_id: string;
  readonly client_name: string;
  readonly id: string;
  readonly code: string;
  readonly policy_id: string | null;
  readonly policy_name: string;
  readonly policy_level: string | null;
  readonly sentence: string;
  readonly opened_at: string;
};

export async function policyFindingLines(tx: Tx): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select f.client_id, c.name as client_name, f.id, f.code, f.policy_id, f.policy_name, f.policy_level, f.sentence, f.opened_at
    from policy_finding f join client c on c.client_id = f.client_id
    where f.gone_at is null and f.code <> all(${toldElsewhere}::text[]) and (f.severity = 'failing' or f.code = any(${forAPerson}::text[]))
    order by f.opened_at, f.id limit ${most}`.execute(tx);
  return found.rows.map((row) => ({
    id: `policy-finding:${row.id}`,
    kind: 'policy lint' as const,
    clientId: row.client_id,
    title: titleOf(row),
    why: row.sentence,
    since: row.opened_at,
    by: null,
    action: { label: row.policy_id === null ? 'Look' : 'Mend the policy', path: pathOf(row) },
  }));
}

function titleOf({ code, client_name: client, policy_id: policyId, policy_name: policy }: Row): string {
  if (code === 'automatic-updates-beside') return `Devices of ${client} update themselves beside Fettle`;
  return policyId === null ? `Policies of ${client}` : `Policy “${policy}” does not fit ${client}`;
}

function pathOf({ client_id: clientId, policy_id: policyId, policy_level: level }: Row): string {
  if (policyId === null) return paths.policyFindings(clientId);
  return level === 'client' ? paths.policy(policyId) : paths.levelPolicy(policyId);
}
