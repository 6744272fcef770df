/** How clients stand in the audits of their process, for whoever judges or shows it. */
import { auditStanding, dayIn } from '@fettle/core/process-audit';
import type { AuditStanding } from '@fettle/core/process-audit';
import { clientZones } from '../deployments/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readAuditRules } from './rules.ts';
import { readFacts } from './store.ts';
import type { FactsRow } from './store.ts';

export type ClientStanding = AuditStanding & {
  readonly clientId: string;
  readonly zone: string;
  /** Today in that zone. */
  readonly today: string;
  readonly months: number;
  /** The first day by which an open action was or is due; null: none is open. */
  readonly firstDueOn: string | null;
  readonly row: FactsRow;
};

/** One a client in view; `clientId` null: of those that were ever audited. `now`: RFC 3339. */
export async function auditStandings(tx: Tx, clientId: string | null, now: string): Promise<readonly ClientStanding[]> {
  const rows = await readFacts(tx, clientId);
  if (rows.length === 0) return [];
  const { months: provider } = await readAuditRules(tx);
  const zones = await clientZones(
    tx,
    rows.map((row) => row.client_id),
  );
  return rows.map((row) => {
    const zone = zones.get(row.client_id) ?? 'UTC';
    const [today, months] = [dayIn(now, zone), row.months ?? provider];
    const last = row.last_number === null || row.last_on === null ? null : { number: row.last_number, on: row.last_on };
    const standing = auditStanding({ last, months, today, openActions: row.due_days.map((dueOn) => ({ dueOn })) });
    return { ...standing, clientId: row.client_id, zone, today, months, firstDueOn: row.due_days.toSorted()[0] ?? null, row };
  });
}
